package io.nightjar.embedding.night;

import java.time.Instant;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.spark.actions.SparkActions;
import org.apache.iceberg.util.PropertyUtil;
import org.apache.spark.sql.SparkSession;

/**
 * Forgets old snapshots and deletes the files that only they had. What a tag or a branch names
 * stays.
 */
final class ExpireSnapshots implements MaintenanceStep {
  private final SparkSession spark;
  private final Table table;
  private final Supplier<Instant> oldestKept;

  private ExpireSnapshots(SparkSession spark, Table table, Supplier<Instant> oldestKept) {
    this.spark = spark;
    this.table = table;
    this.oldestKept = oldestKept;
  }

  /**
   * Of rows: the latest nights stay however old they are.
   *
   * @param olderThan what else may go
   */
  static ExpireSnapshots ofRows(SparkSession spark, Table rows, int keepNights, Instant olderThan) {
    return new ExpireSnapshots(
        spark,
        rows,
        () -> earlier(olderThan, History.night(rows, keepNights).orElse(Instant.EPOCH)));
  }

  /** Of rejects: those stay that a kept snapshot of rows names, and what came after. */
  static ExpireSnapshots ofRejects(SparkSession spark, NightTables tables, Instant olderThan) {
    return new ExpireSnapshots(
        spark,
        tables.rejects(),
        () -> {
          tables.rows().refresh();
          return snapshots(tables.rows())
              .map(snapshot -> snapshot.summary().getOrDefault(Publication.REJECTS, ""))
              .flatMap(id -> Publication.snapshot(tables.rejects(), id).stream())
              .map(named -> Instant.ofEpochMilli(named.timestampMillis()))
              .reduce(olderThan, ExpireSnapshots::earlier);
        });
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static Stream<Snapshot> snapshots(Table table) {
    return StreamSupport.stream(table.snapshots().spliterator(), false);
  }

  /** Whether files of a table may be deleted, for it may share them with another one. */
  static boolean isCollectable(Table table) {
    return PropertyUtil.propertyAsBoolean(
        table.properties(), TableProperties.GC_ENABLED, TableProperties.GC_ENABLED_DEFAULT);
  }

  /**
   * What came of it.
   *
   * @param snapshots forgotten
   * @param files deleted with them, of data, deletes and metadata
   */
  record Result(long snapshots, long files) implements StepResult {
    @Override
    public boolean isIdle() {
      return snapshots == 0;
    }

    @Override
    public String summary() {
      return "%s, %s"
          .formatted(StepResult.count(snapshots, "snapshot"), StepResult.count(files, "file"));
    }
  }

  @Override
  public StepResult run() {
    table.refresh();
    if (!isCollectable(table)) {
      return new StepResult.Skipped("the table's property gc.enabled is false");
    }
    long oldest = oldestKept.get().toEpochMilli();
    long before = snapshots(table).count();
    if (snapshots(table).noneMatch(snapshot -> snapshot.timestampMillis() < oldest)) {
      return new Result(0, 0);
    }
    var result =
        SparkActions.get(spark).expireSnapshots(table).expireOlderThan(oldest).retainLast(1);
    var deleted = result.execute();
    table.refresh();
    return new Result(
        before - snapshots(table).count(),
        deleted.deletedDataFilesCount()
            + deleted.deletedPositionDeleteFilesCount()
            + deleted.deletedEqualityDeleteFilesCount()
            + deleted.deletedManifestsCount()
            + deleted.deletedManifestListsCount()
            + deleted.deletedStatisticsFilesCount());
  }
}
