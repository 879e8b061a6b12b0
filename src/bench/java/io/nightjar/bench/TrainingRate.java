package io.nightjar.bench;

import static io.nightjar.bench.FashionMnistVae.BATCH;
import static io.nightjar.bench.FashionMnistVae.FREQUENCY;
import static io.nightjar.bench.FashionMnistVae.IMAGE;
import static io.nightjar.bench.FashionMnistVae.MODEL;
import static io.nightjar.bench.FashionMnistVae.STORE;

import io.nightjar.CounterRandom;
import io.nightjar.archive.Archive;
import io.nightjar.archive.ArchiveOptions;
import io.nightjar.image.Preprocessing;
import io.nightjar.image.Resize;
import io.nightjar.model.Minibatch;
import io.nightjar.model.Optimization;
import io.nightjar.runtime.NativeLibraries;
import io.nightjar.runtime.Progress;
import io.nightjar.runtime.SparkSessions;
import io.nightjar.training.EpochSummary;
import io.nightjar.training.Training;
import io.nightjar.training.TrainingOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * Images a second of training: two averaging workers of one thread each on Spark {@code local[2]},
 * against the same network in plain DL4J with two threads, in turn in one process. Prints every
 * turn, both medians, their ratio, and the parts of a round that are not training.
 *
 * <p>{@code jobs/bench TrainingRate FASHION-MNIST [TURNS]}: a folder with Fashion-MNIST's four
 * files.
 */
public final class TrainingRate {
  private static final int DEFAULT_TURNS = 3;
  private static final int LOCAL_STEPS = 160;
  private static final int CORES = 2;

  private TrainingRate() {}

  public static void main(String[] args) {
    int turns = args.length > 1 ? Integer.parseInt(args[1]) : DEFAULT_TURNS;
    System.setProperty("spark.master", "local[" + CORES + "]");
    JavaSparkContext spark =
        JavaSparkContext.fromSparkContext(SparkSessions.start("bench").sparkContext());
    Archive archive = Archive.open(ArchiveOptions.of(args[0]), new Configuration());
    local(); // warms up
    List<Double> onSpark = new ArrayList<>();
    List<Double> locally = new ArrayList<>();
    List<Double> overhead = new ArrayList<>();
    List<Double> input = new ArrayList<>();
    for (int turn = 0; turn < turns; turn++) {
      locally.add(local());
      EpochSummary epoch = epoch(spark, archive);
      onSpark.add(epoch.imagesPerSecond());
      overhead.add(epoch.overhead());
      input.add(epoch.input());
      System.out.printf(
          Locale.ROOT,
          "turn %d: Spark, 2 workers %.0f images/s, overhead %.1f%%; DL4J, 2 threads %.0f%n",
          turn + 1,
          epoch.imagesPerSecond(),
          100 * epoch.overhead(),
          locally.get(turn));
    }
    System.out.printf(
        Locale.ROOT,
        "medians: Spark %.0f images/s, DL4J %.0f images/s, ratio %.2f; averaging, broadcast and"
            + " scheduling %.1f%% of a round, cutting minibatches %.1f%%%n",
        median(onSpark),
        median(locally),
        median(onSpark) / median(locally),
        100 * median(overhead),
        100 * median(input));
    spark.stop();
  }

  /** The second of two epochs: the first one warms up. */
  private static EpochSummary epoch(JavaSparkContext spark, Archive archive) {
    TrainingOptions options =
        new TrainingOptions(
            2, CORES, BATCH, FREQUENCY, 1e-3, 1, 0.05, TrainingOptions.AUTO_THREADS);
    return new Training(spark, MODEL, options, Progress.none())
        .run("bench", archive, new Preprocessing(IMAGE, Resize.STRETCH), STORE, epoch -> {})
        .last();
  }

  private static double local() {
    NativeLibraries.prepare();
    NativeLibraries.threads(CORES);
    ComputationGraph graph = MODEL.graph(Optimization.adam(1e-3, 1));
    byte[] images = new byte[BATCH * IMAGE.size()];
    for (int i = 0; i < images.length; i++) {
      images[i] = (byte) CounterRandom.bits(i);
    }
    long[] keys = new long[BATCH];
    long start = System.nanoTime();
    for (int step = 0; step < LOCAL_STEPS; step++) {
      for (int i = 0; i < BATCH; i++) {
        keys[i] = CounterRandom.bits(step, i);
      }
      graph.fit(Minibatch.forTraining(MODEL, images, keys).dataSet(1));
    }
    return BATCH * LOCAL_STEPS / ((System.nanoTime() - start) * 1e-9);
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }
}
