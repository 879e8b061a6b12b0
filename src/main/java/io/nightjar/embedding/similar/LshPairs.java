package io.nightjar.embedding.similar;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import io.nightjar.embedding.rows.Generation;
import io.nightjar.embedding.rows.Vectors;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.feature.BucketedRandomProjectionLSH;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.util.LongAccumulator;

/**
 * Near-duplicates among the points that locality-sensitive hashing brings together. The hashes are
 * MLlib's; its own join has one hash a table, which leaves a constant fraction of all pairs to be
 * looked at.
 */
record LshPairs(Generation generation, DuplicateOptions options, LshPlan plan) {
  private static final long SEED = 1;

  /** Widths of buckets by which projections are moved: so many that any place is as likely. */
  private static final double OFFSET = 16;

  private static final long PARTITION_BYTES = 64L << 20;

  /** A row's uri and its buckets. */
  private static final int OTHER_BYTES = 512;

  JavaRDD<SimilarPair> pairs(LongAccumulator compared) {
    var points =
        Encoders.tuple(
            Encoders.LONG(),
            Encoders.STRING(),
            Vectors.encoder(generation.spark()),
            generation.spark().implicits().newLongArrayEncoder());
    return hashed()
        .select(explode(col("keys")).as("key"), col("uri"), col("embedding"), col("keys"))
        .repartition(partitions(), col("key"))
        .sortWithinPartitions("key")
        .as(points)
        .javaRDD()
        .mapPartitions(new CompareBuckets(options, compared));
  }

  /** Of about 64 MiB, of which a bucket is a small part. */
  private int partitions() {
    long row = (long) Float.BYTES * generation.model().dimension() + OTHER_BYTES;
    long bytes = generation.count() * plan.tables() * row;
    int cores = generation.spark().sparkContext().defaultParallelism();
    return (int) Math.max(cores, bytes / PARTITION_BYTES + 1);
  }

  private Column measurable() {
    return options.measure() == Measure.COSINE
        ? exists(col("embedding"), number -> number.notEqual(0))
        : lit(true);
  }

  private Dataset<Row> hashed() {
    // MLlib projects on unit vectors, which shortens a distance by the root of the numbers.
    double shortened = Math.sqrt(generation.model().dimension() + 1.0);
    var offset = new OffsetVector(options.measure(), OFFSET * plan.width());
    var features = udf(offset, SQLDataTypes.VectorType());
    var keys = udf(new HashTables(plan), DataTypes.createArrayType(DataTypes.LongType, false));
    Dataset<Row> vectors =
        generation
            .rows()
            .filter(measurable())
            .select(col("uri"), col("embedding"), features.apply(col("embedding")).as("features"));
    return new BucketedRandomProjectionLSH()
        .setInputCol("features")
        .setOutputCol("hashes")
        .setBucketLength(plan.width() / shortened)
        .setNumHashTables(plan.tables() * plan.hashes())
        .setSeed(SEED)
        .fit(vectors)
        .transform(vectors)
        .select(col("uri"), col("embedding"), keys.apply(col("hashes")).as("keys"));
  }
}
