package io.nightjar.job;

import static io.nightjar.job.ExitCode.BUG;
import static io.nightjar.job.ExitCode.CHECK_FAILED;
import static io.nightjar.job.ExitCode.INVALID_INPUT;
import static io.nightjar.job.ExitCode.OUTPUT_HELD;
import static io.nightjar.job.ExitCode.SURROUNDINGS_FAILED;

import io.nightjar.CheckFailedException;
import io.nightjar.InvalidInputException;
import io.nightjar.OutputHeldException;
import io.nightjar.runtime.StorageErrors;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.SparkException;

/**
 * The table of what is thrown, the exit code that it comes to and the line that the console shows.
 * The first kind that knows what was thrown has it; {@code docs/exit-codes.md} shows the same
 * table.
 */
enum FailureKind {
  MISTAKE(
      INVALID_INPUT,
      "`InvalidInputException`: Nightjar's own checks of configuration, paths and files",
      "the thing and the mend",
      thrown -> ours(thrown, InvalidInputException.class)),
  CHECK(
      CHECK_FAILED,
      "`CheckFailedException`: failure budget, removal guard, canary, counts, divergence",
      "what was found and which key allows it",
      thrown -> ours(thrown, CheckFailedException.class)),
  HELD(
      OUTPUT_HELD,
      "`OutputHeldException`: another run holds the table or has taken over the training",
      "which run, and where it runs",
      thrown -> ours(thrown, OutputHeldException.class)),
  MEMORY(
      INVALID_INPUT,
      "`OutOfMemoryError`, in a task too",
      "the properties that give more",
      FailureKind::memory),
  DISK_FULL(
      SURROUNDINGS_FAILED,
      "no space left, or no quota, whoever writes: Hadoop, Parquet, Spark's shuffle, SQLite",
      "the full file system or the host, and which of the run's keys leads there",
      thrown -> FullDisk.line(thrown).map(FailureKind::safeToRunAgain)),
  CLUSTER_LOST(
      SURROUNDINGS_FAILED,
      "lost executors and masters, a stopped `SparkContext`, futures that time out",
      "what Spark says",
      FailureKind::clusterLost),
  CLASS_MISSING(
      INVALID_INPUT,
      "a class that is not there, but for Nightjar's, Java's and Spark's own that no setting names",
      "the key that names it, and how to add its jar",
      thrown -> thrown.settings().missingClass(thrown)),
  DRIVER_MISSING(
      INVALID_INPUT,
      "`SQLException`: no suitable driver",
      "`catalog.properties.uri`, and how to add the driver's jar",
      thrown -> thrown.settings().missingDriver(thrown)),
  FILE_SYSTEM_MISSING(
      INVALID_INPUT,
      "`UnsupportedFileSystemException`: a scheme that Hadoop has no file system for",
      "the scheme, and how to add its jar and class",
      thrown -> thrown.settings().missingFileSystem(thrown)),
  SPARK_MEMORY(
      INVALID_INPUT,
      "less memory than Spark needs for itself, or executors larger than the cluster's machines",
      "`spark.driver.memory` or `spark.executor.memory`, and the least that it takes or the most",
      thrown -> thrown.settings().memory(thrown)),
  VALUE_REFUSED(
      INVALID_INPUT,
      "a value that Spark, Hadoop or Iceberg cannot use: thrown as Spark starts or by the classes"
          + " that read settings",
      "the key, the value and what the library says of it",
      thrown -> thrown.settings().refusedValue(thrown)),
  ADDRESS_UNUSABLE(
      INVALID_INPUT,
      "`BindException` and the like: an address of this machine that cannot be listened on",
      "`spark.driver.host`, `spark.driver.bindAddress`, the ports, `SPARK_LOCAL_IP`",
      thrown -> thrown.settings().address(thrown)),
  LIBRARY_NOT_LOADED(
      INVALID_INPUT,
      "`UnsatisfiedLinkError`: a folder that does not let libraries be loaded",
      "`NIGHTJAR_CACHE`",
      thrown -> thrown.settings().nativeLibrary(thrown)),
  START_FAILED(
      INVALID_INPUT,
      "anything else as Spark starts, unless storage or a cluster fails",
      "the property that is quoted, or that one of them is wrong",
      thrown -> thrown.settings().start(thrown)),
  CATALOG_REFUSED(
      INVALID_INPUT,
      "a catalog that refuses: name or password, rights, a database that is none",
      "`catalog.properties`, and what the catalog says",
      CatalogErrors::refused),
  CATALOG_LOST(
      SURROUNDINGS_FAILED,
      "a catalog that does not answer, or where other commits are always faster",
      "what the catalog says",
      thrown -> CatalogErrors.lost(thrown).map(FailureKind::safeToRunAgain)),
  PATH_REFUSED(
      INVALID_INPUT,
      "`IOException` of a wrong path, host or login, missing rights, a read-only file system",
      "what the file system says",
      FailureKind::pathRefused),
  STORAGE_LOST(
      SURROUNDINGS_FAILED,
      "any other `IOException`; a file that vanishes under a running task",
      "what the file system says",
      thrown ->
          thrown
              .last(IOException.class::isInstance)
              .map(Thrown::named)
              .map(FailureKind::safeToRunAgain)),
  UNKNOWN(
      BUG,
      "anything else",
      "a bug in Nightjar, and the log",
      thrown -> Optional.of("a bug in Nightjar: " + Thrown.named(thrown.root())));

  private static final String MORE_MEMORY =
      "Out of memory: give more with --spark spark.driver.memory=8g (local runs and the driver) or"
          + " --spark spark.executor.memory=8g (a cluster's executors)";

  private static final Pattern CLUSTER =
      Pattern.compile(
          "ExecutorLostFailure|Lost executor|FetchFailed|SparkContext (was|has been) shut down"
              + "|Yarn application has already ended|Cannot call methods on a stopped SparkContext"
              + "|All masters are unresponsive|Master removed our application|Futures timed out");

  private final ExitCode code;
  private final String thrown;
  private final String says;

  @SuppressWarnings("ImmutableEnumChecker") // a function that holds nothing
  private final Function<Thrown, Optional<String>> line;

  FailureKind(ExitCode code, String thrown, String says, Function<Thrown, Optional<String>> line) {
    this.code = code;
    this.thrown = thrown;
    this.says = says;
    this.line = line;
  }

  ExitCode code() {
    return code;
  }

  /** What is thrown, in Markdown. */
  String thrown() {
    return thrown;
  }

  /** What the console's line names, in Markdown. */
  String says() {
    return says;
  }

  /** The console's line, or nothing where this kind does not know it. */
  Optional<String> line(Thrown what) {
    return line.apply(what);
  }

  /** These are one line, but for line breaks in the names in them, which are shown escaped. */
  private static Optional<String> ours(Thrown thrown, Class<? extends Throwable> type) {
    // Where a task's exception cannot be sent to the driver, Spark keeps its text only.
    Pattern told = Pattern.compile(Pattern.quote(type.getName()) + ": ([^\\r\\n]*)");
    Stream<String> itself =
        thrown.chain().stream().filter(type::isInstance).map(Throwable::getMessage);
    Stream<String> quoted =
        thrown.messages().map(told::matcher).filter(Matcher::find).map(found -> found.group(1));
    return Stream.concat(itself, quoted).findFirst();
  }

  /** Of the heap, or of what JavaCPP allows outside of it; in a task Spark keeps the text only. */
  private static Optional<String> memory(Thrown thrown) {
    boolean exhausted =
        thrown.is(OutOfMemoryError.class)
            || thrown.messages().anyMatch(text -> text.contains("java.lang.OutOfMemoryError"));
    return exhausted ? Optional.of(MORE_MEMORY) : Optional.empty();
  }

  private static Optional<String> clusterLost(Thrown thrown) {
    return thrown
        .messages()
        .flatMap(String::lines)
        .filter(line -> CLUSTER.matcher(line).find())
        .reduce((outer, inner) -> inner)
        .map(FailureKind::safeToRunAgain);
  }

  /** A file that vanishes under a running task is storage that fails, not a path mistyped. */
  private static Optional<String> pathRefused(Thrown thrown) {
    boolean inJob = thrown.is(SparkException.class);
    return thrown
        .last(IOException.class::isInstance)
        .filter(StorageErrors::isMendedByUser)
        .filter(cause -> !inJob || StorageErrors.isRefused(cause))
        .map(Thrown::named);
  }

  private static String safeToRunAgain(String line) {
    return line + " (safe to run again)";
  }
}
