package io.nightjar.embedding.similar;

import io.nightjar.CounterRandom;
import io.nightjar.SharedSpark;
import io.nightjar.embedding.EmbeddingSchema;
import io.nightjar.embedding.rows.Generation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Rows of a model that never was, their vectors given or drawn by seed. */
final class RandomVectors {
  private static final StructType COLUMNS =
      new StructType()
          .add("uri", DataTypes.StringType, false)
          .add("embedding", DataTypes.createArrayType(DataTypes.FloatType, false), false);

  private RandomVectors() {}

  /**
   * Groups of points around centres: each number of a centre is of N(0, 1), each number of a point
   * that much from its centre's.
   */
  static Map<String, float[]> clustered(int count, int dimension, int group, float spread) {
    Map<String, float[]> vectors = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      float[] centre = new float[dimension];
      float[] noise = new float[dimension];
      CounterRandom.gaussians(centre, 0, dimension, 1, i / group);
      CounterRandom.gaussians(noise, 0, dimension, 2, i);
      for (int j = 0; j < dimension; j++) {
        centre[j] += spread * noise[j];
      }
      vectors.put("file:///%06d.png".formatted(i), centre);
    }
    return vectors;
  }

  /** Rows of these vectors, in so many partitions. */
  static Generation generation(Map<String, float[]> vectors, int dimension, int partitions) {
    List<Row> rows = new ArrayList<>();
    vectors.forEach((uri, vector) -> rows.add(RowFactory.create(uri, vector)));
    return new Generation(
        "drawn",
        new Path("file:///drawn"),
        SharedSpark.session().createDataFrame(rows, COLUMNS).repartition(partitions),
        new EmbeddingSchema.Model("f".repeat(64), dimension),
        vectors.size());
  }
}
