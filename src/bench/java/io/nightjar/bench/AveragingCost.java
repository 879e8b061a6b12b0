package io.nightjar.bench;

import io.nightjar.archive.Archive;
import io.nightjar.archive.ArchiveOptions;
import io.nightjar.image.Preprocessing;
import io.nightjar.image.Resize;
import io.nightjar.model.Autoencoder;
import io.nightjar.runtime.Progress;
import io.nightjar.runtime.SparkSessions;
import io.nightjar.training.Training;
import io.nightjar.training.TrainingOptions;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;

/**
 * What averaging costs in quality: validation −ELBO after equally many examples, by the number of
 * workers and of minibatches between two averagings; a table, and a plot of it.
 *
 * <p>{@code jobs/bench AveragingCost FASHION-MNIST-TRAINING-IMAGES [EPOCHS] [PLOT]}
 */
public final class AveragingCost {
  private static final Autoencoder MODEL = Networks.GREY.model();
  private static final int BATCH = 128;
  private static final int DEFAULT_EPOCHS = 5;
  private static final int[] WORKERS = {1, 2, 4, 8};
  private static final int[] FREQUENCIES = {1, 4, 8, 16, 64};
  private static final int WIDTH = 720;
  private static final int HEIGHT = 480;

  private AveragingCost() {}

  public static void main(String[] args) throws IOException {
    int epochs = args.length > 1 ? Integer.parseInt(args[1]) : DEFAULT_EPOCHS;
    System.setProperty("spark.master", "local[2]");
    JavaSparkContext spark =
        JavaSparkContext.fromSparkContext(SparkSessions.start("bench").sparkContext());
    Archive archive = Archive.open(ArchiveOptions.of(args[0]), new Configuration());
    System.out.print("workers");
    Arrays.stream(FREQUENCIES).forEach(every -> System.out.printf("  every %3d", every));
    System.out.println();
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title("Validation −ELBO after %d epochs".formatted(epochs))
            .xAxisTitle("minibatches between two averagings")
            .yAxisTitle("nats per image")
            .build();
    chart.getStyler().setXAxisLogarithmic(true);
    for (int workers : WORKERS) {
      double[] row = new double[FREQUENCIES.length];
      System.out.printf("%7d", workers);
      for (int i = 0; i < row.length; i++) {
        // One worker has nothing to average: its bits are the same at every frequency.
        row[i] =
            workers == 1 && i > 0
                ? row[0]
                : negativeElbo(spark, archive, workers, FREQUENCIES[i], epochs);
        System.out.printf(Locale.ROOT, "  %9.2f", row[i]);
        System.out.flush();
      }
      System.out.println();
      chart.addSeries(
          workers == 1 ? "1 worker" : workers + " workers",
          Arrays.stream(FREQUENCIES).asDoubleStream().toArray(),
          row);
    }
    if (args.length > 2) {
      BitmapEncoder.saveBitmap(chart, args[2], BitmapEncoder.BitmapFormat.PNG);
    }
    spark.stop();
  }

  private static double negativeElbo(
      JavaSparkContext spark, Archive archive, int workers, int frequency, int epochs) {
    TrainingOptions options =
        new TrainingOptions(epochs, workers, BATCH, frequency, 1e-3, 1, 0.05, 1);
    return new Training(spark, MODEL, options, Progress.none())
        .run(
            "bench " + System.nanoTime(),
            archive,
            new Preprocessing(MODEL.image(), Resize.STRETCH),
            TrainingRate.STORES,
            epoch -> {})
        .last()
        .validation()
        .negative();
  }
}
