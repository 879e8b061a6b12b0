package io.nightjar.job;

import io.nightjar.archive.PassedOverCounts;
import io.nightjar.embedding.Drift;
import io.nightjar.embedding.RejectExample;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run did, whatever its end: {@code data-schemas/run-report.schema.json}. A command fills it
 * in as it goes, so that a run that fails half-way has told what it knew. Safe to fill from several
 * threads. What a command does not set stays null: not applicable, or not known yet.
 */
public final class RunReport {
  private static final int FORMAT_VERSION = 1;

  private final String command;
  private final String runId;
  private final Instant startedAt;
  private final Map<String, String> versions;
  private final Map<String, Long> rejectReasons = new TreeMap<>();
  private Long imagesListed;
  private Long imagesRead;
  private Long rowsWritten;
  private Long rowsReused;
  private Long rowsRemoved;
  private Long rejected;
  private List<RejectExample> rejectExamples = List.of();
  private Map<String, Long> night;
  private Map<String, Long> passedOver;
  private Double imagesPerSecond;
  private String modelFingerprint;
  private Drift drift;
  private String driftWarning;

  RunReport(String command, String runId, Instant startedAt, Map<String, String> versions) {
    this.command = command;
    this.runId = runId;
    this.startedAt = startedAt;
    this.versions = Map.copyOf(versions);
  }

  /** The run's name, as rows and rejects carry it. */
  public String runId() {
    return runId;
  }

  /** Images that listing found. */
  public synchronized void imagesListed(long count) {
    imagesListed = count;
  }

  /** Images that were opened. */
  public synchronized void imagesRead(long count) {
    imagesRead = count;
  }

  /** Rows added or replaced. */
  public synchronized void rowsWritten(long count) {
    rowsWritten = count;
  }

  /** Of the rows written, those that took a known vector, without inference. */
  public synchronized void rowsReused(long count) {
    rowsReused = count;
  }

  /** Rows taken out of the table. */
  public synchronized void rowsRemoved(long count) {
    rowsRemoved = count;
  }

  /**
   * Rejects new in this run.
   *
   * @param reasons how many by reason, in place of those set before; their sum is the total
   */
  public synchronized void rejected(Map<String, Long> reasons) {
    rejectReasons.clear();
    rejectReasons.putAll(reasons);
    rejected = reasons.values().stream().mapToLong(Long::longValue).sum();
  }

  /** A few of the rejects new in this run. */
  public synchronized void rejectExamples(List<RejectExample> examples) {
    rejectExamples = List.copyOf(examples);
  }

  /**
   * What became of the images and rows of a night.
   *
   * @param classes how many there are of each
   */
  public synchronized void night(Map<String, Long> classes) {
    night = new TreeMap<>();
    classes.forEach((name, count) -> night.put(name.replace('-', '_'), count));
  }

  /** What was no image, by extension. */
  public synchronized void passedOver(PassedOverCounts counts) {
    passedOver = counts.reported();
  }

  /** Images a second of the work proper; if not set, images read over the run's whole time. */
  public synchronized void imagesPerSecond(double rate) {
    imagesPerSecond = rate;
  }

  /** Of the bundle written or read. */
  public synchronized void modelFingerprint(String fingerprint) {
    modelFingerprint = fingerprint;
  }

  /**
   * How unlike training's the new rows are.
   *
   * @param warning one line, or null where it is not worth one
   */
  public synchronized void drift(Drift measured, String warning) {
    drift = measured;
    driftWarning = warning;
  }

  /**
   * The report as it is written.
   *
   * @param error the console's one line, null when done
   */
  synchronized Content content(ExitCode code, String error, Instant endedAt) {
    double seconds = Duration.between(startedAt, endedAt).toMillis() / 1000.0;
    return new Content(
        FORMAT_VERSION,
        command,
        code.code(),
        error,
        runId,
        startedAt.toString(),
        seconds,
        imagesListed,
        imagesRead,
        rowsWritten,
        rowsReused,
        rowsRemoved,
        rejected,
        Map.copyOf(rejectReasons),
        rejectExamples,
        night,
        passedOver,
        rate(seconds),
        modelFingerprint,
        drift,
        driftWarning,
        versions);
  }

  private Double rate(double seconds) {
    boolean derivable = imagesPerSecond == null && imagesRead != null && seconds > 0;
    return derivable ? Double.valueOf(imagesRead / seconds) : imagesPerSecond;
  }

  /** The fields of the file, in its order. */
  record Content(
      int formatVersion,
      String command,
      int exitCode,
      String error,
      String runId,
      String startedAt,
      double seconds,
      Long imagesListed,
      Long imagesRead,
      Long rowsWritten,
      Long rowsReused,
      Long rowsRemoved,
      Long rejected,
      Map<String, Long> rejectReasons,
      List<RejectExample> rejectExamples,
      Map<String, Long> night,
      Map<String, Long> passedOver,
      Double imagesPerSecond,
      String modelFingerprint,
      Drift drift,
      String driftWarning,
      Map<String, String> versions) {}
}
