package io.nightjar.embedding;

import java.io.IOException;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * A directory of Parquet files that any reader takes, unfinished until it is told to be finished.
 *
 * @param path where it is
 */
public record ParquetDirectory(Path path) {
  /** The file in it that says that it is whole. */
  public static final String SUCCESS = "_SUCCESS";

  /** Of a file, about. */
  static final long FILE_BYTES = 32L << 20;

  /** A row's columns besides its vectors, generously. */
  private static final long OTHER_BYTES = 512;

  /** Parquet's, by their keys. No number of a vector repeats, and looking for that costs time. */
  static final Map<String, String> OPTIONS =
      Map.of(
          "parquet.enable.dictionary#embedding.list.element", "false",
          "parquet.enable.dictionary#embedding_stddev.list.element", "false");

  private static final Pattern PATTERN_SIGN = Pattern.compile("[{}\\[\\]*?\\\\]");

  /** How many files of about 32 MiB rows of {@link EmbeddingSchema#rows} make. */
  public static int files(long rows, int dimension) {
    long bytes = rows * (2L * Float.BYTES * dimension + OTHER_BYTES);
    return Math.toIntExact(bytes / FILE_BYTES + 1);
  }

  /**
   * Writes rows, a file for each partition, in their order.
   *
   * @param schema also says what may be null
   * @return how many there are in the files
   */
  public long write(JavaRDD<Row> rows, StructType schema, SparkSession session) {
    SparkSession spark = withTimestampsForAll(session);
    spark
        .createDataFrame(rows, schema)
        .write()
        .option("mapreduce.fileoutputcommitter.marksuccessfuljobs", false)
        .options(OPTIONS)
        .parquet(path.toString());
    return spark
        .read()
        .schema(schema)
        .parquet(literal(path.toString()))
        .count(); // reads footers only
  }

  /**
   * Writes a path so that Spark reads what lies there. It takes paths for patterns, in which
   * brackets, braces, stars, question marks and backslashes stand for others unless escaped.
   */
  public static String literal(String path) {
    return PATTERN_SIGN.matcher(path).replaceAll("\\\\$0");
  }

  /** The format does not depend on the session's settings: few others read Spark's INT96. */
  static SparkSession withTimestampsForAll(SparkSession spark) {
    SparkSession own = spark.newSession();
    own.conf().set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");
    return own;
  }

  /** Says that it is whole. */
  public void finish(SparkSession spark) throws IOException {
    FileSystem files = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
    files.create(new Path(path, SUCCESS)).close();
  }
}
