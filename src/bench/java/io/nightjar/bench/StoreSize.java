package io.nightjar.bench;

import io.nightjar.archive.Archive;
import io.nightjar.image.ImageShape;
import io.nightjar.image.Preprocessing;
import io.nightjar.image.Resize;
import io.nightjar.model.Activation;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.BernoulliLikelihood;
import io.nightjar.model.DenseArchitecture;
import io.nightjar.model.Latent;
import io.nightjar.model.Objective;
import io.nightjar.training.StoreLocation;
import io.nightjar.training.Training;
import io.nightjar.training.TrainingOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A store far larger than the executors' memory: writes noise as an archive, builds its store and
 * trains on it, in one epoch of so many rounds, with two executors in processes of their own;
 * prints the memory of each.
 *
 * <p>{@code jobs/bench StoreSize FOLDER [GIGABYTES] [ROUNDS] [EXECUTOR_MEGABYTES]}: 20, 300 and
 * 1024 by default. FOLDER needs three times the store's size.
 */
public final class StoreSize {
  private static final ImageShape IMAGE = new ImageShape(3, 64, 64);
  private static final int BATCH = 128;
  private static final int SAMPLES = 12;
  private static final Autoencoder MODEL =
      new Autoencoder(
          new DenseArchitecture(List.of(32), Activation.RELU),
          IMAGE,
          new Latent(8, Latent.Kind.VARIATIONAL),
          new Objective(new BernoulliLikelihood(), 1));

  private StoreSize() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]).toAbsolutePath();
    double gigabytes = args.length > 1 ? Double.parseDouble(args[1]) : 20;
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 300;
    int megabytes = args.length > 3 ? Integer.parseInt(args[3]) : 1024;
    long images = (long) (gigabytes * 1e9) / IMAGE.size();
    Archive archive = NoiseArchive.of(folder.resolve("archive"), IMAGE, images);
    StoreLocation store = new StoreLocation(folder.resolve("store").toString());
    try (LocalCluster cluster = LocalCluster.start(folder.resolve("cluster"), megabytes)) {
      train(cluster, archive, store, rounds, frequency(images, rounds));
    }
  }

  /** So that the rounds make up an epoch. */
  private static int frequency(long images, int rounds) {
    return (int) Math.max(1, images / ((long) rounds * BATCH * LocalCluster.EXECUTORS));
  }

  private static void train(
      LocalCluster cluster, Archive archive, StoreLocation store, int rounds, int frequency) {
    TrainingOptions options =
        new TrainingOptions(1000, LocalCluster.EXECUTORS, BATCH, frequency, 1e-4, 1, 0, 1);
    MemoryTable table = new MemoryTable(cluster.spark(), Math.max(1, rounds / SAMPLES));
    RoundWatch watch = new RoundWatch(Math.max(1, rounds / SAMPLES), rounds, table::sample);
    try {
      new Training(cluster.spark(), MODEL, options, watch)
          .run("store-size", archive, new Preprocessing(IMAGE, Resize.STRETCH), store, e -> {});
    } catch (RoundWatch.Enough e) {
      table.conclude();
    }
  }
}
