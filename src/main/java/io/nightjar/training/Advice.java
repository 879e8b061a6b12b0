package io.nightjar.training;

import io.nightjar.bundle.LearningVerdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Settings that cost time or make a training worth little, said in a line each. Nothing is changed:
 * they are part of the result.
 */
final class Advice {
  /** The first rounds load classes and compile them. */
  private static final int ROUNDS_UNCOUNTED = 5;

  private static final int ROUNDS_MEASURED = 20;
  private static final double MOST_OVERHEAD = 0.5;

  private static final double MILLIS = 1e3;
  private static final int PERCENT = 100;

  private int rounds;
  private double seconds;
  private double busySeconds;

  /**
   * Where a training runs.
   *
   * @param slots tasks that run at once, on all executors
   * @param slotsAnExecutor of those, on one of them
   * @param coresAnExecutor processors that they share
   */
  record Place(int slots, int slotsAnExecutor, int coresAnExecutor) {
    static Place of(JavaSparkContext spark) {
      SparkConf conf = spark.getConf();
      int cpus = conf.getInt("spark.task.cpus", 1);
      int slots = Math.max(1, spark.defaultParallelism() / cpus);
      if (spark.isLocal()) {
        return new Place(slots, slots, Runtime.getRuntime().availableProcessors());
      }
      int cores = conf.getInt("spark.executor.cores", 0);
      return cores == 0
          ? new Place(slots, 1, cpus) // told nowhere: what Spark promises to one task
          : new Place(slots, Math.max(1, cores / cpus), cores);
    }
  }

  /** What can be known beforehand. */
  static List<String> before(Place place, int workers, int threads) {
    List<String> lines = new ArrayList<>();
    if (workers > place.slots()) {
      lines.add(
          ("Advice: %d workers on %d task slots: each round runs in %d waves; lower training.workers"
                  + " or give Spark more cores")
              .formatted(workers, place.slots(), (workers + place.slots() - 1) / place.slots()));
    }
    int tasks = Math.min(workers, place.slotsAnExecutor());
    if (tasks * (long) threads > place.coresAnExecutor()) {
      lines.add(
          ("Advice: %d native threads for each of %d tasks are more than the %d cores there: lower"
                  + " training.threads-per-worker")
              .formatted(threads, tasks, place.coresAnExecutor()));
    }
    return lines;
  }

  /**
   * What makes a training worth little.
   *
   * @param options settled for the images
   * @param blockSizes of the images
   */
  static List<String> of(TrainingOptions options, int[] blockSizes) {
    List<String> lines = new ArrayList<>();
    long images = IntStream.of(blockSizes).asLongStream().sum();
    if (options.batchSize() > images / options.workers()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "Advice: training.batch-size=%d is more than the %,d images of a worker, who takes one"
                  + " step an epoch: lower it",
              options.batchSize(),
              images / options.workers()));
    }
    long steps =
        IntStream.range(0, options.epochs())
            .mapToLong(epoch -> new EpochPlan(options, epoch, blockSizes).minibatches())
            .sum();
    if (steps < LearningVerdict.FEW_STEPS) {
      lines.add(
          "Advice: %d steps in all are few for a network to learn in: raise training.epochs"
                  .formatted(steps)
              + (options.batchSize() > 1 ? " or lower training.batch-size" : ""));
    }
    return lines;
  }

  /** Counts a round; says once, after enough of them, if most of their time goes elsewhere. */
  Optional<String> after(RoundTotals round) {
    rounds++;
    if (rounds > ROUNDS_UNCOUNTED) {
      seconds += round.seconds();
      busySeconds += round.busySeconds();
    }
    double overhead = 1 - busySeconds / seconds;
    return rounds == ROUNDS_UNCOUNTED + ROUNDS_MEASURED && overhead > MOST_OVERHEAD
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "Advice: a round takes %.0f ms, and %.0f%% of that is scheduling, broadcast and"
                    + " averaging: raise training.averaging-frequency or training.batch-size",
                seconds / ROUNDS_MEASURED * MILLIS,
                overhead * PERCENT))
        : Optional.empty();
  }
}
