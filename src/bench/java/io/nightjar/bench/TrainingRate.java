package io.nightjar.bench;

import io.nightjar.archive.Archive;
import io.nightjar.archive.ArchiveOptions;
import io.nightjar.image.Preprocessing;
import io.nightjar.image.Resize;
import io.nightjar.runtime.Progress;
import io.nightjar.runtime.SparkSessions;
import io.nightjar.training.EpochSummary;
import io.nightjar.training.StoreLocation;
import io.nightjar.training.Training;
import io.nightjar.training.TrainingOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Images a second of training: two averaging workers of one thread each on Spark {@code local[2]},
 * rounds with their averaging, against PyTorch with two threads, in turn. Prints every turn, both
 * medians, their ratio, and the part of the machine's rate of matrix products that each reaches.
 *
 * <p>{@code jobs/bench TrainingRate grey|colour|dense DATA [TURNS] [FREQUENCY] [BATCH]}: DATA is an
 * IDX file of images, for colour a folder of photos. Without PyTorch its turns are left out.
 */
public final class TrainingRate {
  static final StoreLocation STORES = new StoreLocation("target/bench-stores");

  private static final int CORES = 2;
  private static final int LEAST_EXAMPLES = 100_000;
  private static final int LEAST_COLOUR_EXAMPLES = 8_000;

  private TrainingRate() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Networks network = Networks.valueOf(args[0].toUpperCase(Locale.ROOT));
    int turns = number(args, 2, 3);
    int frequency = number(args, 3, 8);
    int batch = number(args, 4, 128);
    System.setProperty("spark.master", "local[" + CORES + "]");
    JavaSparkContext spark =
        JavaSparkContext.fromSparkContext(SparkSessions.start("bench").sparkContext());
    Archive archive = Archive.open(ArchiveOptions.of(args[1]), new Configuration());
    PyTorch opponent = new PyTorch(args[0], args[1], batch);
    List<Double> ours = new ArrayList<>();
    List<Double> theirs = new ArrayList<>();
    List<Double> limits = new ArrayList<>();
    List<Double> overheads = new ArrayList<>();
    for (int turn = 1; turn <= turns; turn++) {
      limits.add(MatrixProducts.rate(CORES));
      theirs.add(opponent.imagesPerSecond());
      EpochSummary epoch = train(spark, network, archive, frequency, batch);
      ours.add(epoch.imagesPerSecond());
      overheads.add(epoch.overhead());
      System.out.printf(
          Locale.ROOT,
          "turn %d: %.0f images/s, PyTorch %.0f; matrix products %.0f GFLOP/s%n",
          turn,
          ours.get(turn - 1),
          theirs.get(turn - 1),
          limits.get(turn - 1));
    }
    double limit = median(limits) * 1e9 / network.operations();
    System.out.printf(
        Locale.ROOT,
        "%s, batch %d, averaged every %d: %.0f images/s (%.0f%% of the rate of matrix products;"
            + " averaging, broadcast, scheduling and waiting %.1f%%), PyTorch %.0f (%.0f%%), ratio"
            + " %.2f%n",
        args[0],
        batch,
        frequency,
        median(ours),
        100 * median(ours) / limit,
        100 * median(overheads),
        median(theirs),
        100 * median(theirs) / limit,
        median(ours) / median(theirs));
    spark.stop();
  }

  /** All epochs but the first, which warms up. */
  private static EpochSummary train(
      JavaSparkContext spark, Networks network, Archive archive, int frequency, int batch) {
    int least = network == Networks.COLOUR ? LEAST_COLOUR_EXAMPLES : LEAST_EXAMPLES;
    int epochs = 1 + (int) Math.ceil((double) least / archive.listed());
    TrainingOptions options =
        new TrainingOptions(
            epochs, CORES, batch, frequency, 1e-3, 1, 0, TrainingOptions.AUTO_THREADS);
    List<EpochSummary> history = new ArrayList<>();
    new Training(spark, network.model(), options, Progress.none())
        .run(
            "bench " + System.nanoTime(),
            archive,
            new Preprocessing(network.model().image(), Resize.STRETCH),
            STORES,
            history::add);
    return history.subList(1, history.size()).stream()
        .reduce(
            (one, other) ->
                new EpochSummary(
                    other.epoch(),
                    one.examples() + other.examples(),
                    other.loss(),
                    other.validation(),
                    one.seconds() + other.seconds(),
                    one.computeSeconds() + other.computeSeconds(),
                    one.busySeconds() + other.busySeconds()))
        .orElseThrow();
  }

  private static int number(String[] args, int index, int otherwise) {
    return args.length > index ? Integer.parseInt(args[index]) : otherwise;
  }

  static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }
}
