package io.nightjar.embedding.similar;

import static org.apache.spark.sql.functions.col;

import io.nightjar.KebabCase;
import io.nightjar.embedding.ParquetDirectory;
import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructType;

/**
 * Pairs as Parquet, nearest first: {@code data-schemas/similar.schema.json}.
 *
 * @param measure of their distances
 * @param fingerprint of the model whose rows they are
 */
public record SimilarFile(Measure measure, String fingerprint) {
  private static final int VERSION = 1;

  /** Columns, with measure and model as metadata of the distance. */
  StructType columns() {
    Metadata metadata =
        new MetadataBuilder()
            .putString("measure", KebabCase.of(measure))
            .putString("model_fingerprint", fingerprint)
            .putLong("schema_version", VERSION)
            .build();
    return new StructType()
        .add("uri", DataTypes.StringType, false)
        .add("similar_uri", DataTypes.StringType, false)
        .add("distance", DataTypes.DoubleType, false, metadata);
  }

  /**
   * Writes the pairs.
   *
   * @param count how many there are
   * @param directory empty, or not there yet
   * @return how many there are in the files
   */
  public long write(JavaRDD<SimilarPair> pairs, long count, Path directory, SparkSession spark)
      throws IOException {
    JavaRDD<Row> rows =
        pairs.map(pair -> RowFactory.create(pair.uri(), pair.similarUri(), pair.distance()));
    Column[] order = {col("distance"), col("uri"), col("similar_uri")};
    ParquetDirectory target = new ParquetDirectory(directory);
    long written =
        target.write(
            spark
                .createDataFrame(rows, columns())
                .repartitionByRange(ParquetDirectory.files(count, 0), order)
                .sortWithinPartitions(order)
                .javaRDD(),
            columns(),
            spark);
    target.finish(spark);
    return written;
  }
}
