package io.nightjar.embedding;

import io.nightjar.bundle.Bundle;
import java.io.IOException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Outcomes as Parquet directories, each unfinished until it is told to be finished. */
final class ParquetWriter {
  private static final long FILE_BYTES = 128L << 20;

  /** A row's columns besides its vectors, generously. */
  private static final long OTHER_BYTES = 512;

  private static final String SUCCESS = "_SUCCESS";

  private final SparkSession spark;
  private final Bundle bundle;
  private final OneShot.RunStamp run;

  ParquetWriter(SparkSession spark, Bundle bundle, OneShot.RunStamp run) {
    this.spark = withTimestampsForAll(spark);
    this.bundle = bundle;
    this.run = run;
  }

  /** The format does not depend on the session's settings: few others read Spark's INT96. */
  private static SparkSession withTimestampsForAll(SparkSession spark) {
    SparkSession own = spark.newSession();
    own.conf().set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");
    return own;
  }

  /** Into one file: rejects are few. Gives how many there are in it. */
  long writeRejects(JavaRDD<Outcome> rejects, Path path) {
    // Shuffled together: coalescing alone would make one task read every outcome to find them.
    JavaRDD<Row> rows =
        rejects.map(new RejectedRow(bundle.fingerprint(), run.id(), run.at())).repartition(1);
    return write(rows, EmbeddingSchema.rejects(), 1, path);
  }

  /**
   * Into files of about 128 MiB, so that their number follows from the rows and from no setting.
   *
   * @param count how many rows are expected
   * @return how many there are in the files
   */
  long writeRows(JavaRDD<Outcome> rows, long count, Path path) {
    int dimension = bundle.latentSize();
    long bytes = count * (2L * Float.BYTES * dimension + OTHER_BYTES);
    return write(
        rows.map(new EmbeddedRow(bundle.fingerprint(), run.id(), run.at())),
        EmbeddingSchema.rows(bundle),
        Math.toIntExact(bytes / FILE_BYTES + 1),
        path);
  }

  private long write(JavaRDD<Row> rows, StructType schema, int files, Path path) {
    spark
        .createDataFrame(rows, schema)
        .coalesce(files)
        .write()
        .option("mapreduce.fileoutputcommitter.marksuccessfuljobs", false)
        .parquet(path.toString());
    return spark.read().schema(schema).parquet(path.toString()).count(); // reads footers only
  }

  /** Says with {@code _SUCCESS} that a directory is whole. */
  void finish(Path path) throws IOException {
    FileSystem files = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
    files.create(new Path(path, SUCCESS)).close();
  }
}
