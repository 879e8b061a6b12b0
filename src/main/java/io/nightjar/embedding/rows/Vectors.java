package io.nightjar.embedding.rows;

import io.nightjar.InvalidInputException;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.SparkSession;

/** Vectors of rows as Java has them. */
public final class Vectors {
  private Vectors() {}

  /** Of columns of floats: moves them as they lie, where a list of them would box each number. */
  public static Encoder<float[]> encoder(SparkSession spark) {
    return spark.implicits().newFloatArrayEncoder();
  }

  /**
   * Checks a vector's size.
   *
   * @throws InvalidInputException naming the row
   */
  public static void requireDimension(String uri, float[] vector, int dimension) {
    if (vector.length != dimension) {
      throw new InvalidInputException(
          "%s has a vector of %d numbers where its model's have %d: embed again"
              .formatted(uri, vector.length, dimension));
    }
  }
}
