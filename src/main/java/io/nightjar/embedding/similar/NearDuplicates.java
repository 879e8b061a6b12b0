package io.nightjar.embedding.similar;

import io.nightjar.embedding.rows.Generation;
import io.nightjar.runtime.Progress;
import io.nightjar.runtime.TaskCounter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.LongAccumulator;

/**
 * All pairs of rows within a distance: by looking at every pair, or in a large table at those that
 * locality-sensitive hashing brings together, where that is less work.
 */
public record NearDuplicates(Generation generation, DuplicateOptions options, Progress progress) {
  /** Rows whose distances tell what is usual. */
  private static final int SAMPLE = 256;

  private static final long SEED = 1;
  private static final int PERCENT = 100;

  /**
   * Finds them.
   *
   * @return to be closed
   * @throws io.nightjar.InvalidInputException when a row's vector has another size than its model's
   */
  public SimilarPairs find() {
    JavaRDD<Point> points = ReadPoints.of(generation, options.measure());
    long measured = points.count();
    long unmeasured = generation.count() - measured;
    Optional<LshPlan> plan =
        measured > options.exactRows() ? plan(points, measured) : Optional.empty();
    return plan.isPresent() ? byHashing(plan.get(), unmeasured) : exactly(measured, unmeasured);
  }

  private Optional<LshPlan> plan(JavaRDD<Point> points, long measured) {
    double[] distances = distances(points.takeSample(false, SAMPLE, SEED));
    return distances.length == 0
        ? Optional.empty()
        : LshPlan.of(measured, Math.sqrt(options.limit()), distances);
  }

  /** Of every pair. */
  private static double[] distances(List<Point> points) {
    return IntStream.range(0, points.size())
        .boxed()
        .flatMapToDouble(
            i ->
                points.subList(0, i).stream()
                    .mapToDouble(
                        other -> points.get(i).squaredDistance(other, Double.POSITIVE_INFINITY)))
        .map(Math::sqrt)
        .toArray();
  }

  private SimilarPairs exactly(long measured, long unmeasured) {
    ExactPairs exact = new ExactPairs(generation, options);
    JavaRDD<PointBlock> blocks = exact.blocks().persist(StorageLevel.MEMORY_AND_DISK());
    try {
      long every = measured * (measured - 1) / 2;
      return kept(every, unmeasured, "exact", compared -> exact.pairs(blocks, compared));
    } finally {
      blocks.unpersist(false);
    }
  }

  private SimilarPairs byHashing(LshPlan plan, long unmeasured) {
    String method =
        String.format(
            Locale.ROOT,
            "by LSH, %d tables of %d hashes, which find about %.1f%% of the pairs at that distance"
                + " and more of nearer ones",
            plan.tables(),
            plan.hashes(),
            PERCENT * plan.recall());
    LshPairs lsh = new LshPairs(generation, options, plan);
    return kept(Progress.UNKNOWN, unmeasured, method, lsh::pairs);
  }

  private SimilarPairs kept(
      long comparisons,
      long unmeasured,
      String method,
      Function<LongAccumulator, JavaRDD<SimilarPair>> search) {
    SparkContext spark = generation.spark().sparkContext();
    try (Progress.Task shown = progress.start("compare", comparisons, "pairs");
        TaskCounter counter = TaskCounter.start(spark, "pairs compared", shown)) {
      JavaRDD<SimilarPair> pairs =
          search.apply(counter.accumulator()).persist(StorageLevel.DISK_ONLY());
      return new SimilarPairs(pairs, pairs.count(), unmeasured, method);
    }
  }
}
