package io.nightjar.embedding.night;

import java.util.stream.StreamSupport;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.actions.RewriteManifests;
import org.apache.iceberg.spark.actions.SparkActions;
import org.apache.spark.sql.SparkSession;

/** Joins small manifests, of which every night writes a few, to ones of the usual size. */
final class CompactManifests implements MaintenanceStep {
  /** Half of what Iceberg fills one up to: two that are larger do not fit into one. */
  private static final long SMALL = 4L << 20;

  private final SparkSession spark;
  private final Table table;
  private final String runId;

  CompactManifests(SparkSession spark, Table table, String runId) {
    this.spark = spark;
    this.table = table;
    this.runId = runId;
  }

  /**
   * What came of it.
   *
   * @param rewritten manifests
   * @param added in their place
   */
  record Result(long rewritten, long added) implements StepResult {
    @Override
    public boolean isIdle() {
      return rewritten == 0;
    }

    @Override
    public String summary() {
      return "%s into %,d".formatted(StepResult.count(rewritten, "manifest"), added);
    }
  }

  @Override
  public StepResult run() {
    table.refresh();
    if (table.currentSnapshot() == null) {
      return new Result(0, 0);
    }
    RewriteManifests.Result result =
        SparkActions.get(spark)
            .rewriteManifests(table)
            .rewriteIf(manifest -> manifest.length() < SMALL)
            .snapshotProperty(Maintenance.RUN, runId)
            .execute();
    return new Result(count(result.rewrittenManifests()), count(result.addedManifests()));
  }

  private static long count(Iterable<ManifestFile> manifests) {
    return StreamSupport.stream(manifests.spliterator(), false).count();
  }
}
