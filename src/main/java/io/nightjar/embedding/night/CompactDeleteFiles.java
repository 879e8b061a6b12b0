package io.nightjar.embedding.night;

import org.apache.iceberg.Table;
import org.apache.iceberg.actions.RewritePositionDeleteFiles;
import org.apache.iceberg.actions.SizeBasedFileRewritePlanner;
import org.apache.iceberg.spark.actions.SparkActions;
import org.apache.spark.sql.SparkSession;

/**
 * Takes out the deletes whose data files were written anew without their rows, and packs what is
 * left.
 */
final class CompactDeleteFiles implements MaintenanceStep {
  private final SparkSession spark;
  private final Table table;
  private final String runId;

  CompactDeleteFiles(SparkSession spark, Table table, String runId) {
    this.spark = spark;
    this.table = table;
    this.runId = runId;
  }

  /**
   * What came of it.
   *
   * @param rewritten files of deletes
   * @param added in their place
   */
  record Result(long rewritten, long added) implements StepResult {
    @Override
    public boolean isIdle() {
      return rewritten == 0;
    }

    @Override
    public String summary() {
      return "%s into %,d".formatted(StepResult.count(rewritten, "file"), added);
    }
  }

  @Override
  public StepResult run() {
    table.refresh();
    RewritePositionDeleteFiles.Result result =
        SparkActions.get(spark)
            .rewritePositionDeletes(table)
            .option(SizeBasedFileRewritePlanner.REWRITE_ALL, "true")
            .snapshotProperty(Maintenance.RUN, runId)
            .execute();
    return new Result(result.rewrittenDeleteFilesCount(), result.addedDeleteFilesCount());
  }
}
