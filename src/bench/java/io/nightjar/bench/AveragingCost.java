package io.nightjar.bench;

import static io.nightjar.bench.FashionMnistVae.BATCH;
import static io.nightjar.bench.FashionMnistVae.FREQUENCY;
import static io.nightjar.bench.FashionMnistVae.IMAGE;
import static io.nightjar.bench.FashionMnistVae.MODEL;
import static io.nightjar.bench.FashionMnistVae.STORE;

import io.nightjar.archive.Archive;
import io.nightjar.archive.ArchiveOptions;
import io.nightjar.image.Preprocessing;
import io.nightjar.image.Resize;
import io.nightjar.runtime.Progress;
import io.nightjar.runtime.SparkSessions;
import io.nightjar.training.EpochSummary;
import io.nightjar.training.Training;
import io.nightjar.training.TrainingOptions;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What averaging costs in quality: validation −ELBO of one worker and of two after equally many
 * examples, epoch by epoch, at the default batch size and averaging frequency.
 *
 * <p>{@code jobs/bench AveragingCost FASHION-MNIST-TRAINING-IMAGES [EPOCHS]}
 */
public final class AveragingCost {
  private static final int DEFAULT_EPOCHS = 5;

  private AveragingCost() {}

  public static void main(String[] args) {
    int epochs = args.length > 1 ? Integer.parseInt(args[1]) : DEFAULT_EPOCHS;
    System.setProperty("spark.master", "local[2]");
    JavaSparkContext spark =
        JavaSparkContext.fromSparkContext(SparkSessions.start("bench").sparkContext());
    Archive archive = Archive.open(ArchiveOptions.of(args[0]), new Configuration());
    List<EpochSummary> one = history(spark, archive, 1, epochs);
    List<EpochSummary> two = history(spark, archive, 2, epochs);
    System.out.println("epoch  one worker  two workers  difference");
    for (int epoch = 0; epoch < epochs; epoch++) {
      double alone = one.get(epoch).validation().negative();
      double averaged = two.get(epoch).validation().negative();
      System.out.printf(
          Locale.ROOT,
          "%5d  %10.3f  %11.3f  %+9.2f%%%n",
          epoch + 1,
          alone,
          averaged,
          100 * (averaged / alone - 1));
    }
    spark.stop();
  }

  private static List<EpochSummary> history(
      JavaSparkContext spark, Archive archive, int workers, int epochs) {
    TrainingOptions options =
        new TrainingOptions(
            epochs, workers, BATCH, FREQUENCY, 1e-3, 1, 0.05, TrainingOptions.AUTO_THREADS);
    return new Training(spark, MODEL, options, Progress.onStandardError())
        .run("bench", archive, new Preprocessing(IMAGE, Resize.STRETCH), STORE, epoch -> {})
        .history();
  }
}
