package io.nightjar.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.Secrets;
import java.io.StringWriter;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.WriterAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PrintableLogTest {
  private final StringWriter log = new StringWriter();
  private LoggerContext context;

  /** A configuration as any cluster's: a level, an appender with a pattern of its own. */
  @BeforeEach
  void configure() {
    var builder = ConfigurationBuilderFactory.newConfigurationBuilder();
    context = new LoggerContext("test");
    context.start(builder.add(builder.newRootLogger(Level.INFO)).build());
    var layout = PatternLayout.newBuilder().withPattern("%p %c: %m%n%ex").build();
    var appender = WriterAppender.createAppender(layout, null, log, "their-file", false, true);
    appender.start();
    context.getConfiguration().addAppender(appender);
    context.getRootLogger().addAppender(appender);
    PrintableLog.install(context);
    PrintableLog.install(context); // another command of the same process
  }

  @AfterEach
  void stop() {
    Configurator.shutdown(context);
  }

  @Test
  void escapesMessagesAndTheirArguments() {
    context.getLogger("a.B").info("Cannot read {}", "\u001b[31mred\nERROR a.B: forged\u202e");
    context.getLogger("a.B").debug("not logged");
    assertThat(log)
        .hasToString("INFO a.B: Cannot read \\u001b[31mred\\nERROR a.B: forged\\u202e\n");
  }

  @Test
  void masksSecrets() {
    PrintableLog.hide(new Secrets(List.of("sesame")));
    try {
      context.getLogger("a.B").info("x://me:hunter2@h", new RuntimeException("it is sesame"));
    } finally {
      PrintableLog.hide(Secrets.NONE);
    }
    assertThat(log.toString()).contains("x://me:***@h", "it is ***").doesNotContain("sesame");
  }

  @Test
  void indentsWhatAnExceptionSays() {
    var cause = new IllegalStateException("bell \u0007\nERROR a.B: forged");
    context.getLogger("a.B").warn("failed", new RuntimeException("csi \u009b2J", cause));
    assertThat(log.toString().lines())
        .startsWith("WARN a.B: failed", "    java.lang.RuntimeException: csi \\u009b2J")
        .contains(
            "    Caused by: java.lang.IllegalStateException: bell \\u0007", "    ERROR a.B: forged")
        .anyMatch(line -> line.startsWith("        at io.nightjar.runtime.PrintableLogTest"))
        .noneMatch(line -> line.startsWith("ERROR"));
  }
}
