package io.nightjar.job;

import io.nightjar.CheckFailedException;
import io.nightjar.InvalidInputException;
import io.nightjar.OutputHeldException;
import io.nightjar.runtime.StorageErrors;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.ServiceFailureException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.spark.SparkException;

/**
 * What anything thrown comes to: an exit code, and one line for the console that names the thing
 * and the mend.
 */
record Failure(ExitCode code, String line) {
  // Where a task's exception cannot be sent to the driver, Spark keeps its text only.
  private static final Pattern INVALID_INPUT = told(InvalidInputException.class);
  private static final Pattern CHECK_FAILED = told(CheckFailedException.class);

  private static final Pattern OUTPUT_HELD = told(OutputHeldException.class);

  private static final List<Class<? extends Throwable>> CATALOG =
      List.of(
          SQLException.class,
          CommitFailedException.class,
          CommitStateUnknownException.class,
          // Of a table that the run which made it has taken back.
          NoSuchTableException.class,
          ServiceFailureException.class,
          ValidationException.class);

  private static final String MORE_MEMORY =
      "Out of memory: give more with --spark spark.driver.memory=8g (local runs and the driver) or"
          + " --spark spark.executor.memory=8g (a cluster's executors)";

  private static final Pattern SURROUNDINGS =
      Pattern.compile(
          "No space left on device|Disk quota exceeded|Could not find any valid local directory"
              + "|ExecutorLostFailure|Lost executor|FetchFailed|SparkContext (was|has been) shut down"
              + "|Yarn application has already ended|Cannot call methods on a stopped SparkContext"
              + "|All masters are unresponsive|Master removed our application|Futures timed out");

  private static Pattern told(Class<? extends Throwable> type) {
    return Pattern.compile(Pattern.quote(type.getName()) + ": ([^\\r\\n]*)");
  }

  /** Looks through the causes for the one that says most. */
  static Failure of(Throwable thrown) {
    return of(thrown, Map.of());
  }

  /**
   * The same.
   *
   * @param given settings that libraries were handed, by their full keys
   */
  static Failure of(Throwable thrown, Map<String, String> given) {
    List<Throwable> chain = ExceptionUtils.getThrowableList(thrown);
    return ours(chain, InvalidInputException.class, INVALID_INPUT, ExitCode.INVALID_INPUT)
        .or(() -> ours(chain, CheckFailedException.class, CHECK_FAILED, ExitCode.CHECK_FAILED))
        .or(() -> ours(chain, OutputHeldException.class, OUTPUT_HELD, ExitCode.OUTPUT_HELD))
        .or(() -> memory(chain))
        .or(() -> surroundings(chain))
        .or(() -> setting(chain, given))
        .or(() -> catalog(chain))
        .or(() -> inputOrOutput(chain))
        .orElseGet(() -> bug(chain));
  }

  private static Optional<Failure> ours(
      List<Throwable> chain, Class<? extends Throwable> type, Pattern told, ExitCode code) {
    // These are one line, but for line breaks in the names in them, which are shown escaped.
    Stream<String> thrown = chain.stream().filter(type::isInstance).map(Throwable::getMessage);
    Stream<String> quoted =
        messages(chain).map(told::matcher).filter(Matcher::find).map(found -> found.group(1));
    return Stream.concat(thrown, quoted).findFirst().map(line -> new Failure(code, line));
  }

  /** Of the heap, or of what JavaCPP allows outside of it; in a task Spark keeps the text only. */
  private static Optional<Failure> memory(List<Throwable> chain) {
    boolean exhausted =
        chain.stream().anyMatch(OutOfMemoryError.class::isInstance)
            || messages(chain).anyMatch(text -> text.contains("java.lang.OutOfMemoryError"));
    return exhausted
        ? Optional.of(new Failure(ExitCode.INVALID_INPUT, MORE_MEMORY))
        : Optional.empty();
  }

  private static Optional<Failure> surroundings(List<Throwable> chain) {
    return messages(chain)
        .flatMap(String::lines)
        .filter(line -> SURROUNDINGS.matcher(line).find())
        .reduce((outer, inner) -> inner)
        .map(Failure::safeToRunAgain);
  }

  private static Optional<Failure> setting(List<Throwable> chain, Map<String, String> given) {
    return RefusedSettings.among(given)
        .line(chain)
        .map(line -> new Failure(ExitCode.INVALID_INPUT, line));
  }

  /** One that does not answer, or whose answer is lost, or where others are always faster. */
  private static Optional<Failure> catalog(List<Throwable> chain) {
    return chain.stream()
        .filter(cause -> CATALOG.stream().anyMatch(type -> type.isInstance(cause)))
        .reduce((outer, inner) -> inner)
        .map(cause -> safeToRunAgain("the table's catalog failed: " + text(cause)));
  }

  private static Optional<Failure> inputOrOutput(List<Throwable> chain) {
    // A file that vanishes under a running task is storage that fails, not a path mistyped.
    boolean inJob = chain.stream().anyMatch(SparkException.class::isInstance);
    return chain.stream()
        .filter(IOException.class::isInstance)
        .reduce((outer, inner) -> inner)
        .map(
            cause ->
                !inJob && StorageErrors.isMendedByUser(cause)
                    ? mended(cause)
                    : safeToRunAgain(text(cause)));
  }

  private static Failure mended(Throwable cause) {
    return new Failure(ExitCode.INVALID_INPUT, text(cause));
  }

  private static Failure safeToRunAgain(String line) {
    return new Failure(ExitCode.SURROUNDINGS_FAILED, line + " (safe to run again)");
  }

  private static Failure bug(List<Throwable> chain) {
    Throwable root = chain.get(chain.size() - 1);
    return new Failure(ExitCode.BUG, "a bug in Nightjar: " + text(root));
  }

  private static Stream<String> messages(List<Throwable> chain) {
    return chain.stream().map(Throwable::getMessage).filter(message -> message != null);
  }

  /** For example {@code FileNotFoundException: File out/x does not exist}. */
  private static String text(Throwable thrown) {
    String message = thrown.getMessage() == null ? "" : ": " + firstLine(thrown.getMessage());
    return thrown.getClass().getSimpleName() + message;
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}
