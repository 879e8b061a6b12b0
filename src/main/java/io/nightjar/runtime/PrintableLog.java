package io.nightjar.runtime;

import io.nightjar.Printable;
import io.nightjar.Secrets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.rewrite.RewriteAppender;
import org.apache.logging.log4j.core.appender.rewrite.RewritePolicy;
import org.apache.logging.log4j.core.config.AppenderRef;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;

/**
 * Logs names from outside as {@link Printable} shows them, whichever library logs them. A message
 * is one line, and a stack trace's lines are indented, so that no message looks like another entry.
 * Secrets are masked.
 *
 * <p>Stands before the appenders of whatever configuration is in force, in code: a plugin of ours
 * would be on no class path yet when a Spark installation starts Log4j, and patterns alone know
 * line breaks only.
 */
public final class PrintableLog implements RewritePolicy {
  private static final String PREFIX = "printable-";
  private static final String INDENT = "    ";

  /** Of the process, as its log is. */
  private static final AtomicReference<Secrets> SECRETS = new AtomicReference<>(Secrets.NONE);

  private PrintableLog() {}

  /** From here on these are masked, in place of those before. */
  public static void hide(Secrets secrets) {
    SECRETS.set(secrets);
  }

  /** Begins for this process; idempotent. */
  public static void install() {
    if (LogManager.getContext(false) instanceof LoggerContext context) {
      install(context);
    }
  }

  static void install(LoggerContext context) {
    Configuration configuration = context.getConfiguration();
    for (LoggerConfig logger : configuration.getLoggers().values()) {
      for (Appender appender : List.copyOf(logger.getAppenders().values())) {
        if (!(appender instanceof RewriteAppender)) {
          putBefore(appender, logger, configuration);
        }
      }
    }
    context.updateLoggers();
  }

  private static void putBefore(
      Appender appender, LoggerConfig logger, Configuration configuration) {
    String name = appender.getName();
    AppenderRef reference =
        logger.getAppenderRefs().stream()
            .filter(candidate -> candidate.getRef().equals(name))
            .findFirst()
            .orElseGet(() -> AppenderRef.createAppenderRef(name, null, null));
    AppenderRef[] behind = {AppenderRef.createAppenderRef(name, null, null)};
    RewriteAppender rewriting =
        RewriteAppender.createAppender(
            PREFIX + name, "true", behind, configuration, new PrintableLog(), null);
    rewriting.start();
    logger.removeAppender(name);
    logger.addAppender(rewriting, reference.getLevel(), reference.getFilter());
  }

  @Override
  public LogEvent rewrite(LogEvent event) {
    String message = shown(event.getMessage().getFormattedMessage());
    Throwable thrown = event.getThrown();
    return new Log4jLogEvent.Builder(event)
        .setMessage(new SimpleMessage(thrown == null ? message : message + trace(thrown)))
        .setThrown(null)
        .setThrownProxy(null)
        .build();
  }

  private static String shown(String text) {
    return Printable.line(SECRETS.get().masked(text));
  }

  private static String trace(Throwable thrown) {
    return ExceptionUtils.getStackTrace(thrown)
        .lines()
        .map(line -> line.startsWith("\t") ? INDENT + line.substring(1) : line)
        .map(line -> "\n" + INDENT + shown(line))
        .collect(Collectors.joining());
  }
}
