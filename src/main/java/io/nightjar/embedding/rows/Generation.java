package io.nightjar.embedding.rows;

import io.nightjar.embedding.EmbeddingSchema;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * All rows of one model, which are comparable with each other.
 *
 * @param origin where they are kept, as the user named it
 * @param location the folder of their files
 * @param rows of {@link EmbeddingSchema#rows}' columns; reads the same rows however often
 * @param model that made them
 * @param count how many there are
 */
public record Generation(
    String origin, Path location, Dataset<Row> rows, EmbeddingSchema.Model model, long count) {
  /** The session that reads them. */
  public SparkSession spark() {
    return rows.sparkSession();
  }
}
