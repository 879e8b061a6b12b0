package io.nightjar.embedding.night;

import java.time.Instant;
import java.util.stream.StreamSupport;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.spark.actions.SparkActions;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes files in the table's folder that no snapshot knows, of writers that were killed. A
 * night's own folder is not looked into, for its name begins with an underscore.
 */
final class RemoveOrphanFiles implements MaintenanceStep {
  /** What Iceberg says where a table names its files by another scheme than they are listed by. */
  private static final String UNDECIDED = "Unable to determine";

  private static final Logger LOG = LoggerFactory.getLogger(RemoveOrphanFiles.class);

  private final SparkSession spark;
  private final Table table;
  private final Instant olderThan;

  /**
   * @param olderThan a younger one may belong to a commit that is under way
   */
  RemoveOrphanFiles(SparkSession spark, Table table, Instant olderThan) {
    this.spark = spark;
    this.table = table;
    this.olderThan = olderThan;
  }

  /**
   * What came of it.
   *
   * @param files deleted
   */
  record Result(long files) implements StepResult {
    @Override
    public boolean isIdle() {
      return files == 0;
    }

    @Override
    public String summary() {
      return StepResult.count(files, "file");
    }
  }

  @Override
  public StepResult run() {
    table.refresh();
    if (!ExpireSnapshots.isCollectable(table)) {
      return new StepResult.Skipped("the table's property gc.enabled is false");
    }
    try {
      var result =
          SparkActions.get(spark)
              .deleteOrphanFiles(table)
              .olderThan(olderThan.toEpochMilli())
              .execute();
      return new Result(
          StreamSupport.stream(result.orphanFileLocations().spliterator(), false).count());
    } catch (ValidationException e) {
      if (!e.getMessage().startsWith(UNDECIDED)) {
        throw e;
      }
      LOG.warn("Nothing is deleted", e);
      return new StepResult.Skipped(
          "no file can be told from an orphan: " + e.getMessage().lines().findFirst().orElse(""));
    }
  }
}
