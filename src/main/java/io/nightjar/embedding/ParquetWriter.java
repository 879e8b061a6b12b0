package io.nightjar.embedding;

import io.nightjar.bundle.Bundle;
import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Outcomes as Parquet directories, each unfinished until it is told to be finished. */
final class ParquetWriter {
  private final SparkSession spark;
  private final Bundle bundle;
  private final OneShot.RunStamp run;

  ParquetWriter(SparkSession spark, Bundle bundle, OneShot.RunStamp run) {
    this.spark = spark;
    this.bundle = bundle;
    this.run = run;
  }

  /** Into one file: rejects are few. Gives how many there are in it. */
  long writeRejects(JavaRDD<Outcome> rejects, Path path) {
    // Shuffled together: coalescing alone would make one task read every outcome to find them.
    JavaRDD<Row> rows =
        rejects.map(new RejectedRow(bundle.fingerprint(), run.id(), run.at())).repartition(1);
    return new ParquetDirectory(path).write(rows, EmbeddingSchema.rejects(), spark);
  }

  /**
   * Into files of about 32 MiB, so that their number follows from the rows and from no setting.
   *
   * @param count how many rows are expected
   * @return how many there are in the files
   */
  long writeRows(JavaRDD<Outcome> rows, long count, Path path) {
    var model = EmbeddingSchema.Model.of(bundle);
    JavaRDD<Row> made =
        rows.map(new EmbeddedRow(bundle.fingerprint(), run.id(), run.at()))
            .coalesce(ParquetDirectory.files(count, bundle.latentSize()));
    return new ParquetDirectory(path).write(made, EmbeddingSchema.rows(model), spark);
  }

  /** Says with {@code _SUCCESS} that a directory is whole. */
  void finish(Path path) throws IOException {
    new ParquetDirectory(path).finish(spark);
  }
}
