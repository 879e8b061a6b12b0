package io.nightjar.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nightjar.InvalidInputException;
import io.nightjar.Secrets;
import io.nightjar.embedding.night.ForeignTableException;
import io.nightjar.runtime.PrintableLog;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a command. It ends once, by whatever comes first: done, failed or interrupted; then
 * the report is written and Spark is stopped.
 */
final class Run {
  private static final Logger LOG = LoggerFactory.getLogger(Run.class);
  private static final DateTimeFormatter BASIC_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final Command command;
  private final Settings settings;
  private final Console console;
  private final InstantSource clock;
  private final RunReport report;
  private final CommandContext context;

  /** How it has ended. Set once, also by a thread that must not wait for this run's lock. */
  private final AtomicReference<ExitCode> ending = new AtomicReference<>();

  private volatile Optional<ReportFile> reportFile = Optional.empty();
  private volatile Optional<OutputTrace> trace = Optional.empty();

  Run(Command command, Settings settings, Console console, InstantSource clock) {
    this.command = command;
    this.settings = settings;
    this.console = console;
    this.clock = clock;
    this.report =
        new RunReport(command.name(), newId(clock), clock.instant(), BuildInfo.load().running());
    this.context =
        new CommandContext(command.name(), settings, report, console, this::sparkHasEnded);
  }

  /** Sorts by time; unique among runs that start in the same second. */
  private static String newId(InstantSource clock) {
    String unique = UUID.randomUUID().toString().substring(0, 8);
    return BASIC_TIME.format(clock.instant()) + "-" + unique;
  }

  /** Runs the command to its end; never throws. */
  ExitCode execute() {
    try {
      PrintableLog.hide(Secrets.among(settings.handedOn().entrySet()));
      prepare();
      command.run(context);
      return end(ExitCode.DONE, null);
    } catch (Throwable thrown) { // errors too, such as a native library's: any end is reported
      return fail(thrown);
    }
  }

  private void prepare() throws IOException {
    Optional<String> refusal;
    try {
      refusal = locateReport();
    } finally {
      // Told before all else, and all of them.
      Mistakes.requireNone(command, settings);
    }
    tidy(refusal);
    if (refusal.isPresent()) {
      throw new InvalidInputException(refusal.get());
    }
  }

  /** What fails here must not hide why the run is refused. */
  private void tidy(Optional<String> refusal) throws IOException {
    try {
      command.tidy(context);
    } catch (IOException e) {
      if (refusal.isEmpty()) {
        throw e;
      }
      throw new InvalidInputException(refusal.get(), e);
    }
  }

  /** Output within what is read would be read as a part of it by the next run. */
  private Optional<String> refusal(OutputDirectory output) throws IOException {
    for (String key : command.inputs()) {
      Optional<Path> input = settings.optionalInput(key, context.hadoop());
      if (input.isPresent() && output.isWithin(input.get(), context.hadoop())) {
        return Optional.of(
            "%s is within %s %s: write it elsewhere".formatted(output.path(), key, input.get()));
      }
    }
    return output.refusal(context.hadoop());
  }

  /**
   * Beside the output, unless that is refused: the report there is of the run that finished it.
   * Gives why it is refused.
   */
  private synchronized Optional<String> locateReport() throws IOException {
    reportFile = askedFor();
    Optional<Path> reported = command.reportBeside(settings);
    trace = reported.flatMap(this::trace);
    Optional<OutputDirectory> output = command.output(settings);
    Optional<String> refusal = output.isPresent() ? refusal(output.get()) : Optional.empty();
    if (reportFile.isEmpty() && refusal.isEmpty()) {
      reportFile = reported.map(path -> ReportFile.beside(path.suffix(command.reportSuffix())));
    }
    return refusal;
  }

  private Optional<ReportFile> askedFor() {
    return settings.optionalOutputPath("report.path").map(ReportFile::new);
  }

  /** Empty for a place that cannot be looked at, which is told when it is written to. */
  private Optional<OutputTrace> trace(Path output) {
    try {
      return Optional.of(OutputTrace.before(output, context.hadoop()));
    } catch (IOException e) {
      LOG.info("Cannot look at {}", output, e);
      return Optional.empty();
    }
  }

  /** Ends the run from outside of its thread; gives the code with which it has ended. */
  synchronized ExitCode interrupt(ExitCode signal) {
    if (ending.get() == null) {
      context.interrupted();
      console.say("interrupted (safe to run again)");
      // Spark's futures that are refused as it stops print their stack traces there.
      System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8));
    }
    return end(signal, "interrupted");
  }

  private synchronized ExitCode fail(Throwable thrown) {
    // What fails after an interrupt fails because Spark was stopped: no news.
    if (ending.get() != null) {
      return ending.get();
    }
    if (thrown instanceof ForeignTableException) { // the report beside it is another table's
      reportFile = askedFor();
    }
    Failure failure = console.fail(thrown, Given.to(settings));
    return end(failure.code(), failure.line());
  }

  private synchronized ExitCode end(ExitCode code, String error) {
    if (ending.compareAndSet(null, code)) {
      writeReport(code, error);
      stopSpark();
      console.out().flush();
    }
    return ending.get();
  }

  /**
   * Ends the run while Spark ends the process, as it starts, over settings that cannot work; not a
   * run that has ended, by a signal say, whose exit code is on its way. Waits for no lock: whoever
   * holds one may wait for Spark, for ever.
   */
  private void sparkHasEnded() {
    if (ending.compareAndSet(null, ExitCode.INVALID_INPUT)) {
      String keys = String.join(", ", Given.toSpark().settings().keySet());
      String line =
          "Spark ended the process, its log says why: mend what it is given (%s)".formatted(keys);
      console.say(line);
      writeReport(ExitCode.INVALID_INPUT, line);
      Runtime.getRuntime().halt(ExitCode.INVALID_INPUT.code());
    }
  }

  /** Beside nothing there is no report, unless one was asked for; the log has it then. */
  private void writeReport(ExitCode code, String error) {
    RunReport.Content content = report.content(code, error, clock.instant());
    try {
      if (code != ExitCode.DONE && isNothingThere()) {
        trace.get().removeEmptyFolders(context.hadoop());
        reportFile = askedFor();
      }
      if (reportFile.isPresent()) {
        reportFile.get().write(content, context.hadoop());
      } else {
        LOG.info("The run report, which has no place of its own: {}", ReportFile.json(content));
      }
    } catch (IOException | RuntimeException | FSError e) { // the run's own end counts more
      LOG.error("Cannot write the run report", e);
      reportFile.ifPresent(
          file -> console.say("cannot write the run report %s: %s".formatted(file.path(), e)));
    }
  }

  /** A report of an earlier run is of something: a catalog may keep its tables elsewhere. */
  private boolean isNothingThere() throws IOException {
    if (trace.isEmpty() || trace.get().isThere(report.runId(), context.hadoop())) {
      return false;
    }
    return reportFile.isEmpty() || !reportFile.get().isThere(context.hadoop());
  }

  private void stopSpark() {
    try {
      context.close();
    } catch (RuntimeException e) { // nothing is left to save
      LOG.warn("Cannot stop Spark", e);
    }
  }
}
