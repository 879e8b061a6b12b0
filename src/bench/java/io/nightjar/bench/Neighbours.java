package io.nightjar.bench;

import static org.apache.spark.sql.functions.col;

import com.sun.management.OperatingSystemMXBean;
import io.nightjar.CounterRandom;
import io.nightjar.embedding.EmbeddingSchema;
import io.nightjar.embedding.ParquetDirectory;
import io.nightjar.embedding.rows.Generation;
import io.nightjar.embedding.similar.DuplicateOptions;
import io.nightjar.embedding.similar.Measure;
import io.nightjar.embedding.similar.NearDuplicates;
import io.nightjar.embedding.similar.NearestRows;
import io.nightjar.embedding.similar.SimilarPair;
import io.nightjar.embedding.similar.SimilarPairs;
import io.nightjar.runtime.Progress;
import io.nightjar.runtime.SparkSessions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.feature.BucketedRandomProjectionLSH;
import org.apache.spark.ml.feature.BucketedRandomProjectionLSHModel;
import org.apache.spark.ml.feature.Normalizer;
import org.apache.spark.ml.functions;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What neighbours cost: one row's among all, near-duplicates by every pair and by hashing with its
 * recall, MLlib's own join beside them. Vectors are drawn in 100 clusters, in them groups of five
 * near-duplicates, whose cosine distance is about 0.01.
 *
 * <p>{@code jobs/bench Neighbours FOLDER [ROWS] [DIMENSION]}: 1,000,000 and 128 by default. Two
 * tasks side by side. Vectors that are there already are used again.
 */
public final class Neighbours {
  private static final int CLUSTERS = 100;
  private static final int GROUP = 5;
  private static final float CLUSTER_SPREAD = 0.5f;
  private static final float GROUP_SPREAD = 0.1f;
  private static final double MAX_DISTANCE = 0.01;
  private static final List<Integer> SIZES = List.of(12_500, 25_000, 50_000, 100_000);
  private static final StructType COLUMNS =
      new StructType()
          .add("number", DataTypes.LongType, false)
          .add("uri", DataTypes.StringType, false)
          .add("embedding", DataTypes.createArrayType(DataTypes.FloatType, false), false);

  private final SparkSession spark;
  private final Path folder;
  private final long rows;
  private final int dimension;

  private Neighbours(SparkSession spark, Path folder, long rows, int dimension) {
    this.spark = spark;
    this.folder = folder;
    this.rows = rows;
    this.dimension = dimension;
  }

  public static void main(String[] args) throws IOException {
    System.setProperty("spark.master", "local[2]");
    SparkSession spark = SparkSessions.start("neighbours");
    long rows = args.length > 1 ? Long.parseLong(args[1]) : 1_000_000;
    int dimension = args.length > 2 ? Integer.parseInt(args[2]) : 128;
    new Neighbours(spark, new Path(args[0]), rows, dimension).run();
    spark.stop();
  }

  private void run() throws IOException {
    if (!isWritten()) {
      write();
    }
    Generation all = generation(rows);
    for (int turn = 0; turn < 3; turn++) {
      nearest(all);
    }
    for (int size : SIZES) {
      if (size <= rows) {
        duplicates(size);
      }
    }
    duplicates(all);
    joinOfMlLib(SIZES.get(0));
  }

  private boolean isWritten() throws IOException {
    return folder
        .getFileSystem(spark.sparkContext().hadoopConfiguration())
        .exists(new Path(folder, ParquetDirectory.SUCCESS));
  }

  private void write() {
    int size = dimension;
    JavaRDD<Row> drawn =
        spark
            .range(rows)
            .javaRDD()
            .map(number -> RowFactory.create(number, uri(number), vector(number, size)));
    spark.createDataFrame(drawn, COLUMNS).write().mode("overwrite").parquet(folder.toString());
  }

  private static String uri(long number) {
    return "file:///archive/%03d/%09d.jpg".formatted(number % 1000, number);
  }

  private static float[] vector(long number, int dimension) {
    long group = number / GROUP;
    float[] vector = new float[dimension];
    add(vector, 1, CounterRandom.bits(4, group) & Integer.MAX_VALUE, CLUSTERS, 1);
    add(vector, 2, group, Long.MAX_VALUE, CLUSTER_SPREAD);
    add(vector, 3, number, Long.MAX_VALUE, GROUP_SPREAD);
    return vector;
  }

  private static void add(float[] vector, long kind, long number, long modulus, float spread) {
    float[] noise = new float[vector.length];
    CounterRandom.gaussians(noise, 0, noise.length, kind, number % modulus);
    for (int i = 0; i < noise.length; i++) {
      vector[i] += spread * noise[i];
    }
  }

  private Generation generation(long size) {
    Dataset<Row> read = spark.read().parquet(folder.toString()).filter(col("number").lt(size));
    return new Generation(
        "drawn", folder, read, new EmbeddingSchema.Model("0".repeat(64), dimension), size);
  }

  private void nearest(Generation all) {
    for (Measure measure : Measure.values()) {
      Stopwatch watch = new Stopwatch();
      List<SimilarPair> found =
          new NearestRows(all, measure, Progress.none()).to(uri(7), vector(7, dimension), 10);
      say("nearest of %,d rows by %s: %s (to %.4f)", rows, measure, watch, found.get(9).distance());
    }
  }

  private void duplicates(int size) {
    Generation some = generation(size);
    Stopwatch watch = new Stopwatch();
    Set<SimilarPair> every;
    try (SimilarPairs pairs = find(some, Long.MAX_VALUE)) {
      say("every pair of %,d rows: %s, %,d pairs", size, watch, pairs.count());
      every = new HashSet<>(pairs.all().collect());
    }
    watch = new Stopwatch();
    try (SimilarPairs pairs = find(some, 0)) {
      String seconds = watch.toString();
      List<SimilarPair> found = pairs.all().collect();
      say(
          "%s, %,d rows: %s, recall %.4f, %d that are none",
          pairs.method(),
          size,
          seconds,
          found.size() / (double) every.size(),
          found.stream().filter(pair -> !every.contains(pair)).count());
    }
  }

  private void duplicates(Generation all) {
    Stopwatch watch = new Stopwatch();
    try (SimilarPairs pairs = find(all, 0)) {
      say("%s, %,d rows: %s, %,d pairs", pairs.method(), rows, watch, pairs.count());
    }
  }

  private static SimilarPairs find(Generation rows, long exactRows) {
    var options = new DuplicateOptions(Measure.COSINE, MAX_DISTANCE, exactRows);
    return new NearDuplicates(rows, options, Progress.none()).find();
  }

  /**
   * One hash a table, as MLlib has it: buckets four times as wide as pairs are apart, five tables.
   */
  private void joinOfMlLib(int size) {
    double radius = Math.sqrt(2 * MAX_DISTANCE);
    Dataset<Row> vectors =
        new Normalizer()
            .setInputCol("raw")
            .setOutputCol("features")
            .transform(
                generation(size)
                    .rows()
                    .withColumn("raw", functions.array_to_vector(col("embedding"))))
            .select("uri", "features")
            .cache();
    Stopwatch watch = new Stopwatch();
    BucketedRandomProjectionLSHModel model =
        new BucketedRandomProjectionLSH()
            .setInputCol("features")
            .setOutputCol("hashes")
            .setBucketLength(4 * radius / Math.sqrt(dimension))
            .setNumHashTables(5)
            .setSeed(1)
            .fit(vectors);
    long pairs =
        model
            .approxSimilarityJoin(vectors, vectors, radius, "distance")
            .filter(col("datasetA.uri").lt(col("datasetB.uri")))
            .count();
    say("MLlib's approxSimilarityJoin of %,d rows: %s, %,d pairs", size, watch, pairs);
  }

  /**
   * Seconds by the clock, and of the processor in all threads, for a machine that others use too.
   */
  private static final class Stopwatch {
    private final OperatingSystemMXBean process =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final long start = System.nanoTime();
    private final long busy = process.getProcessCpuTime();

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%.1f s (%.1f s of the processor)",
          (System.nanoTime() - start) * 1e-9,
          (process.getProcessCpuTime() - busy) * 1e-9);
    }
  }

  private static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
