package io.nightjar.job;

import io.nightjar.Secrets;
import io.nightjar.runtime.PrintableLog;
import io.nightjar.runtime.Progress;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a command shows people.
 *
 * @param out results: standard output
 * @param err errors, one line each: standard error
 * @param progress of long work
 */
record Console(ConsoleWriter out, ConsoleWriter err, Progress progress) {
  private static final Logger LOG = LoggerFactory.getLogger(Nightjar.class);

  Console(PrintWriter out, PrintWriter err, Progress progress) {
    this(new ConsoleWriter(out), new ConsoleWriter(err), progress);
  }

  static Console standard() {
    return new Console(
        new PrintWriter(System.out, true, StandardCharsets.UTF_8),
        new PrintWriter(System.err, true, StandardCharsets.UTF_8),
        Progress.onStandardError());
  }

  /** Says in one line what went wrong; the stack trace goes to the log. */
  Failure fail(Throwable thrown) {
    return fail(thrown, Given.toSpark());
  }

  /** The same, of a run that was given more than Spark's properties. */
  Failure fail(Throwable thrown, Given given) {
    Secrets secrets = Secrets.among(given.settings().entrySet());
    PrintableLog.hide(secrets);
    Failure found = Failure.of(thrown, given);
    Failure failure = new Failure(found.code(), secrets.masked(found.line()));
    if (isMendedByUser(failure)) {
      LOG.info("{}", failure, thrown);
      lines(thrown, failure).forEach(this::say);
    } else {
      LOG.error("{}", failure, thrown);
      say(failure.line() + whereToLook());
    }
    return failure;
  }

  private static List<String> lines(Throwable thrown, Failure failure) {
    // Of another failure a line break in a name is shown escaped.
    return thrown instanceof MistakesException
        ? failure.line().lines().toList()
        : List.of(failure.line());
  }

  /** One line on standard error. */
  void say(String line) {
    out.flush();
    err.println("nightjar: " + line);
    err.flush();
  }

  private static boolean isMendedByUser(Failure failure) {
    return failure.code() == ExitCode.INVALID_INPUT || failure.code() == ExitCode.CHECK_FAILED;
  }

  /** The launcher says in a system property where it has the log written. */
  private static String whereToLook() {
    String log = System.getProperty("nightjar.log");
    return log == null ? "" : "; see " + log;
  }
}
