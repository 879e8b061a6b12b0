package io.nightjar.training;

import io.nightjar.InvalidInputException;
import io.nightjar.archive.Archive;
import io.nightjar.archive.NoImages;
import io.nightjar.archive.PassedOverCounts;
import io.nightjar.bundle.ContentSample;
import io.nightjar.image.Preprocessing;
import io.nightjar.runtime.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/**
 * A store of decoded images, parted into training and held-out ones, ready to be read.
 *
 * @param training blocks to train on
 * @param validation held-out blocks; none of its images, nor a copy of one, is among the training
 *     ones
 * @param images how many those are, and what became of the others
 * @param contentSha256 of all images in their order, in hex
 * @param hadoop what executors read the store with; destroyed on closing
 * @param mark that the store is in use, taken away on closing; none where this run cannot write
 */
record TrainingData(
    PixelBlocks training,
    PixelBlocks validation,
    TrainedModel.Images images,
    String contentSha256,
    Broadcast<SerializableConfiguration> hadoop,
    Optional<StoreMark> mark)
    implements AutoCloseable {

  /**
   * Opens an archive's store, or builds it where there is none that is whole.
   *
   * @param runId in the names of what is written
   * @throws InvalidInputException when too few images can be decoded for the workers, or when not
   *     all machines reach the store
   */
  static TrainingData of(
      JavaSparkContext spark,
      Archive archive,
      Preprocessing preprocessing,
      TrainingOptions options,
      StoreLocation location,
      String runId,
      Progress progress) {
    StoreIdentity identity = StoreIdentity.of(archive, preprocessing, options);
    try {
      StoreFolder folder =
          new StoreFolder(
              new Path(location.path(), identity.folderName()), spark.hadoopConfiguration());
      Broadcast<SerializableConfiguration> hadoop =
          spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
      Optional<StoreMark> mark = Optional.empty();
      try {
        mark = enter(folder, identity, runId);
        Optional<StoreManifest> finished = folder.finished(identity);
        StoreManifest store =
            finished.isPresent()
                ? reused(finished.get(), progress)
                : new StoreBuild(spark, folder, mark.orElseThrow(), hadoop)
                    .run(archive, preprocessing, options, progress);
        mark.ifPresent(own -> folder.leftovers(own).delete(store));
        requireImages(store, archive, options);
        return open(spark, folder, store, options, hadoop, mark);
      } catch (Exception e) { // Spark's are checked and undeclared
        mark.ifPresent(StoreMark::close);
        hadoop.destroy();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Before anything is read. A whole store may lie where this run cannot write: then empty. */
  private static Optional<StoreMark> enter(StoreFolder folder, StoreIdentity identity, String runId)
      throws IOException {
    try {
      return Optional.of(folder.enter(runId));
    } catch (InvalidInputException e) {
      if (folder.finished(identity).isEmpty()) {
        throw e;
      }
      return Optional.empty();
    }
  }

  /** Says so: nothing is decoded again. */
  private static StoreManifest reused(StoreManifest store, Progress progress) {
    long images = store.trainingImages() + store.validationImages();
    try (Progress.Task task = progress.start("decoded by an earlier run", images, "images")) {
      task.stepTo(images);
    }
    return store;
  }

  /** The store stays: another run may read it, and this one with fewer workers. */
  private static void requireImages(StoreManifest store, Archive archive, TrainingOptions options) {
    NoImages.requireSome(
        store.trainingImages() + store.validationImages() + store.rejectedImages(),
        archive,
        archive.passedOver().plus(PassedOverCounts.of(store.passedOver())));
    if (store.trainingImages() < options.workers()) {
      throw new InvalidInputException(
          "Too few images to train on: %d decoded for training, %d rejected %s, for %d workers"
              .formatted(
                  store.trainingImages(),
                  store.rejectedImages(),
                  store.rejected(),
                  options.workers()));
    }
  }

  /** A run's identity with that of the images that it trains on and is measured on. */
  RunIdentity identify(RunIdentity run) {
    return run.with("training images", Long.toString(training.images()))
        .with("held-out images", Long.toString(validation.images()))
        .with("content of the images", contentSha256);
  }

  /**
   * Opens a whole store.
   *
   * @param hadoop closed with what is returned
   * @param mark closed with it, too
   */
  static TrainingData open(
      JavaSparkContext spark,
      StoreFolder folder,
      StoreManifest store,
      TrainingOptions options,
      Broadcast<SerializableConfiguration> hadoop,
      Optional<StoreMark> mark) {
    return new TrainingData(
        new PixelBlocks(spark, folder.path(), store, store.training(), options.workers(), hadoop),
        new PixelBlocks(spark, folder.path(), store, store.validation(), options.workers(), hadoop),
        new TrainedModel.Images(
            store.trainingImages(),
            store.validationImages(),
            store.rejected(),
            PassedOverCounts.of(store.passedOver()),
            ContentSample.parse(store.contentSample())),
        store.contentSha256(),
        hadoop,
        mark);
  }

  @Override
  public void close() {
    mark.ifPresent(StoreMark::close);
    hadoop.destroy();
  }
}
