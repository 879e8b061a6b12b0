package io.nightjar.training;

import io.nightjar.InvalidInputException;
import io.nightjar.archive.Archive;
import io.nightjar.image.ImageShape;
import io.nightjar.image.Preprocessing;
import io.nightjar.runtime.Progress;
import io.nightjar.runtime.TaskCounter;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;

/**
 * An archive decoded once and parted into training and held-out images.
 *
 * @param training blocks to train on
 * @param validation held-out blocks; none of its images, nor a copy of one, is among the training
 *     ones
 * @param rejected images that gave no pixels, by reason
 */
record TrainingData(PixelBlocks training, PixelBlocks validation, Map<String, Long> rejected)
    implements AutoCloseable {
  private static final String TRAINING = "training";
  private static final String VALIDATION = "validation";

  /**
   * Reads and decodes everything.
   *
   * @throws InvalidInputException when too few images can be decoded for the workers
   */
  static TrainingData of(
      JavaSparkContext spark,
      Archive archive,
      Preprocessing preprocessing,
      TrainingOptions options,
      Progress progress) {
    try (Progress.Task task = progress.start("decode", archive.listed(), "images");
        TaskCounter counter = TaskCounter.start(spark.sc(), "images decoded", task)) {
      JavaRDD<Decoded> decoded =
          archive
              .items(spark)
              .mapPartitions(new DecodeImages(preprocessing, options.seed(), counter.accumulator()))
              .persist(StorageLevel.MEMORY_AND_DISK());
      try {
        return parted(decoded, preprocessing.shape(), options);
      } finally {
        decoded.unpersist(false);
      }
    }
  }

  private static TrainingData parted(
      JavaRDD<Decoded> decoded, ImageShape shape, TrainingOptions options) {
    Map<String, Long> rejected =
        new TreeMap<>(decoded.map(image -> fate(image, options)).countByValue());
    long training = count(rejected.remove(TRAINING));
    long validation = count(rejected.remove(VALIDATION));
    if (training < options.workers()) {
      throw new InvalidInputException(
          "Too few images to train on: %d decoded for training, %d rejected %s, for %d workers"
              .formatted(training, sum(rejected), rejected, options.workers()));
    }
    JavaRDD<TrainingImage> images =
        decoded.filter(image -> image.image() != null).map(Decoded::image);
    PixelBlocks blocks =
        PixelBlocks.of(
            images.filter(image -> !image.heldOut(options)), training, shape, options.workers());
    try {
      PixelBlocks heldOut =
          PixelBlocks.of(
              images.filter(image -> image.heldOut(options)), validation, shape, options.workers());
      return new TrainingData(blocks, heldOut, rejected);
    } catch (RuntimeException e) {
      blocks.close();
      throw e;
    }
  }

  /** A run's identity with that of the images that it trains on and is measured on. */
  RunIdentity identify(RunIdentity run) {
    return run.with("training images", Long.toString(training.images()))
        .with("held-out images", Long.toString(validation.images()))
        .with("content of the training images", HashBlock.of(training))
        .with("content of the held-out images", HashBlock.of(validation));
  }

  private static String fate(Decoded decoded, TrainingOptions options) {
    if (decoded.image() == null) {
      return decoded.reason().key();
    }
    return decoded.image().heldOut(options) ? VALIDATION : TRAINING;
  }

  private static long count(Long counted) {
    return counted == null ? 0 : counted;
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public void close() {
    training.close();
    validation.close();
  }
}
