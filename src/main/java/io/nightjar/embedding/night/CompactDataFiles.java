package io.nightjar.embedding.night;

import org.apache.iceberg.Table;
import org.apache.iceberg.actions.BinPackRewriteFilePlanner;
import org.apache.iceberg.actions.RewriteDataFiles;
import org.apache.iceberg.spark.actions.SparkActions;
import org.apache.spark.sql.SparkSession;

/**
 * Packs small data files into large ones, and writes anew those of which rows are deleted. Rows
 * that a night deletes meanwhile make it conflict, which the night does not notice.
 */
final class CompactDataFiles implements MaintenanceStep {
  private final SparkSession spark;
  private final Table table;
  private final long targetFileSize;
  private final String runId;

  CompactDataFiles(SparkSession spark, Table table, long targetFileSize, String runId) {
    this.spark = spark;
    this.table = table;
    this.targetFileSize = targetFileSize;
    this.runId = runId;
  }

  /**
   * What came of it.
   *
   * @param rewritten files
   * @param added in their place
   * @param bytes of the files rewritten
   */
  record Result(long rewritten, long added, long bytes) implements StepResult {
    @Override
    public boolean isIdle() {
      return rewritten == 0;
    }

    @Override
    public String summary() {
      return "%s (%s) into %,d"
          .formatted(StepResult.count(rewritten, "file"), StepResult.bytes(bytes), added);
    }
  }

  @Override
  public StepResult run() {
    table.refresh();
    RewriteDataFiles.Result result =
        SparkActions.get(spark)
            .rewriteDataFiles(table)
            .binPack()
            .option(RewriteDataFiles.TARGET_FILE_SIZE_BYTES, String.valueOf(targetFileSize))
            .option(BinPackRewriteFilePlanner.DELETE_FILE_THRESHOLD, "1")
            .snapshotProperty(Maintenance.RUN, runId)
            .execute();
    return new Result(
        result.rewrittenDataFilesCount(),
        result.addedDataFilesCount(),
        result.rewrittenBytesCount());
  }
}
