package io.nightjar.bench;

import io.nightjar.archive.Archive;
import io.nightjar.image.Preprocessing;
import io.nightjar.image.Resize;
import io.nightjar.model.Autoencoder;
import io.nightjar.training.StoreLocation;
import io.nightjar.training.Training;
import io.nightjar.training.TrainingOptions;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Whether memory stays flat over many short rounds: two executors in processes of their own, the
 * memory of each and of the driver every hundred rounds, and the broadcasts that are left.
 *
 * <p>{@code jobs/bench RoundSoak FOLDER [ROUNDS] [EXECUTOR_MEGABYTES]}: 1000 and 512 by default.
 */
public final class RoundSoak {
  private static final Autoencoder MODEL = Networks.GREY.model();
  private static final int IMAGES = 6_400;
  private static final int BATCH = 32;
  private static final int FREQUENCY = 2;
  private static final int EVERY = 100;
  private static final int MANY_EPOCHS = 1_000_000;

  private RoundSoak() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]).toAbsolutePath();
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 1000;
    int megabytes = args.length > 2 ? Integer.parseInt(args[2]) : 512;
    Archive archive = NoiseArchive.of(folder.resolve("archive"), MODEL.image(), IMAGES);
    StoreLocation store = new StoreLocation(folder.resolve("store").toString());
    TrainingOptions options =
        new TrainingOptions(
            MANY_EPOCHS, LocalCluster.EXECUTORS, BATCH, FREQUENCY, 1e-4, 1, 0.05, 1);
    try (LocalCluster cluster = LocalCluster.start(folder.resolve("cluster"), megabytes)) {
      MemoryTable table = new MemoryTable(cluster.spark(), EVERY);
      try {
        new Training(cluster.spark(), MODEL, options, new RoundWatch(EVERY, rounds, table::sample))
            .run(
                "soak",
                archive,
                new Preprocessing(MODEL.image(), Resize.STRETCH),
                store,
                epoch -> {});
      } catch (RoundWatch.Enough e) {
        table.conclude();
      }
    }
  }
}
