package io.nightjar.embedding.night;

import io.nightjar.runtime.Progress;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Table;
import org.apache.spark.SparkException;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a table in shape: generations, files and snapshots that nobody needs go. Commits give way
 * to a night's; what a night may be at work on goes under its lock, held for seconds.
 */
public final class Maintenance {
  /** In the summaries of snapshots, which are then no other engine's. */
  static final String RUN = "nightjar.maintenance-run-id";

  private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);
  private static final int MOST_ATTEMPTS = 3;

  private final SparkSession spark;
  private final MaintainOptions options;
  private final String runId;
  private final InstantSource clock;

  /**
   * @param runId names the run in the snapshots that it makes
   * @param clock by which ages are told
   */
  public Maintenance(
      SparkSession spark, MaintainOptions options, String runId, InstantSource clock) {
    this.spark = spark;
    this.options = options;
    this.runId = runId;
    this.clock = clock;
  }

  /**
   * A step and what came of it.
   *
   * @param step for example {@code expire snapshots}
   * @param subject rows, rejects or both
   */
  public record Done(String step, String subject, StepResult result) {
    /** Rows that left the table with their generation. */
    public long droppedRows() {
      return result instanceof DropGenerations.Result dropped ? dropped.rows() : 0;
    }
  }

  private record Named(String name, String subject, MaintenanceStep step) {}

  /**
   * Takes every step.
   *
   * @param done told of each step once it is taken
   * @throws io.nightjar.InvalidInputException when there is no such table
   */
  public void run(CatalogOptions catalog, TableName name, Progress progress, Consumer<Done> done)
      throws IOException {
    NightTables tables = NightTables.require(spark, catalog, name);
    List<Named> steps = steps(tables);
    try (Progress.Task task = progress.start("maintain", steps.size(), "steps")) {
      for (Named step : steps) {
        LOG.info("Maintenance: {}, {}", step.name(), step.subject());
        task.message("%s (%s)".formatted(step.name(), step.subject()));
        done.accept(new Done(step.name(), step.subject(), take(step.step())));
        task.step(1);
      }
    }
  }

  private List<Named> steps(NightTables tables) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    Table rows = tables.rows();
    Table rejects = tables.rejects();
    Instant snapshots = daysAgo(options.snapshotDays());
    Instant orphans = daysAgo(options.orphanDays());
    Instant staging = daysAgo(options.stagingDays());
    List<Named> steps = new ArrayList<>();
    steps.add(
        new Named(
            "drop generations",
            "rows, rejects",
            new DropGenerations(tables, options.keepGenerations(), runId, hadoop)));
    steps.addAll(compaction("rows", rows));
    steps.addAll(compaction("rejects", rejects));
    steps.add(
        new Named(
            "expire snapshots",
            "rows",
            ExpireSnapshots.ofRows(spark, rows, options.keepNights(), snapshots)));
    steps.add(
        new Named(
            "expire snapshots", "rejects", ExpireSnapshots.ofRejects(spark, tables, snapshots)));
    steps.add(
        new Named("remove orphan files", "rows", new RemoveOrphanFiles(spark, rows, orphans)));
    steps.add(
        new Named(
            "remove orphan files", "rejects", new RemoveOrphanFiles(spark, rejects, orphans)));
    steps.add(new Named("remove staging", "rows", new RemoveStaging(rows, staging, runId, hadoop)));
    return steps;
  }

  private List<Named> compaction(String subject, Table table) {
    return List.of(
        new Named(
            "compact data",
            subject,
            new CompactDataFiles(spark, table, options.targetFileSize(), runId)),
        new Named("remove dangling deletes", subject, new RemoveDanglingDeletes(table, runId)),
        new Named("compact manifests", subject, new CompactManifests(spark, table, runId)));
  }

  private Instant daysAgo(int days) {
    return clock.instant().minus(Duration.ofDays(days));
  }

  /** A night's commit, or that of another run of maintenance, may come first. */
  static StepResult take(MaintenanceStep step) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return step.run();
      } catch (RuntimeException e) {
        if (!isConflict(e)) {
          throw e;
        }
        LOG.info("Another commit was faster, for the {}. time", attempt, e);
        if (attempt == MOST_ATTEMPTS) {
          return new StepResult.Skipped("another commit was faster; the next maintain does it");
        }
      }
    }
  }

  /** What a task has thrown has nothing to do with commits. */
  private static boolean isConflict(RuntimeException thrown) {
    return Publication.isConflict(thrown)
        && ExceptionUtils.indexOfType(thrown, SparkException.class) < 0;
  }
}
