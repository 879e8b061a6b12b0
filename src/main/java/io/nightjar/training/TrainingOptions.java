package io.nightjar.training;

import java.io.Serializable;
import java.util.Objects;

/**
 * How a network is trained.
 *
 * @param epochs passes over the training images, 1 or more
 * @param workers parameter-averaging workers, 1 or more: the tasks of a round
 * @param batchSize images in a minibatch of one worker at most, 1 or more; 0 leaves it to the
 *     number of training images, see {@link #forImages}
 * @param averagingFrequency minibatches that each worker runs in a round
 * @param steps what a minibatch does to the weights
 * @param seed of weights, order, ε and the validation split
 * @param validationFraction of the images held out, from 0 (none) to below 1
 * @param threadsPerWorker native threads of a worker; 0 leaves it to Spark's cores, see {@link
 *     io.nightjar.runtime.TaskThreads}
 * @param patience epochs without a better validation loss after which training stops, and the best
 *     epoch's weights are taken; 0 never
 * @param emaDecay of the moving average of the weights that validation and bundle use, in [0, 1); 0
 *     for the weights themselves
 */
public record TrainingOptions(
    int epochs,
    int workers,
    int batchSize,
    AveragingFrequency averagingFrequency,
    StepOptions steps,
    long seed,
    double validationFraction,
    int threadsPerWorker,
    int patience,
    double emaDecay)
    implements Serializable {
  /** For {@code threadsPerWorker}: as many as Spark sets aside for a task. */
  public static final int AUTO_THREADS = 0;

  /** For {@code batchSize}: by the number of images. */
  public static final int AUTO_BATCH = 0;

  /** What {@link #AUTO_BATCH} gives where there are images enough. */
  public static final int LARGEST_AUTO_BATCH = 128;

  /**
   * With one image a minibatch its gradient is as noisy as can be, and nothing can be normalized.
   */
  private static final int SMALLEST_AUTO_BATCH = 2;

  /** Fewer in an epoch, and a network has hardly moved from where it began after ten of them. */
  private static final int STEPS_AN_EPOCH = 30;

  public TrainingOptions {
    requireAtLeast("epochs", epochs, 1);
    requireAtLeast("workers", workers, 1);
    requireAtLeast("batch-size", batchSize, AUTO_BATCH);
    requireAtLeast("threads-per-worker", threadsPerWorker, AUTO_THREADS);
    requireAtLeast("early-stopping-patience", patience, 0);
    Objects.requireNonNull(averagingFrequency, "averagingFrequency");
    Objects.requireNonNull(steps, "steps");
    if (!(validationFraction >= 0 && validationFraction < 1)) {
      throw new IllegalArgumentException(
          "validation-fraction: %s (expected 0 to below 1)".formatted(validationFraction));
    }
    if (patience > 0 && validationFraction == 0) {
      throw new IllegalArgumentException(
          "early-stopping-patience: %d (expected 0 where validation-fraction holds no images out)"
              .formatted(patience));
    }
    if (!(emaDecay >= 0 && emaDecay < 1)) {
      throw new IllegalArgumentException(
          "ema-decay: %s (expected 0 to below 1)".formatted(emaDecay));
    }
  }

  /** Adam at one rate, one averaging frequency, all epochs, the last one's weights. */
  public TrainingOptions(
      int epochs,
      int workers,
      int batchSize,
      int averagingFrequency,
      double learningRate,
      long seed,
      double validationFraction,
      int threadsPerWorker) {
    this(
        epochs,
        workers,
        batchSize,
        AveragingFrequency.fixed(averagingFrequency),
        StepOptions.adam(learningRate),
        seed,
        validationFraction,
        threadsPerWorker,
        0,
        0);
  }

  /**
   * Settles a batch size that was left to the number of images: 128, or less so that an epoch has
   * some 30 steps for each worker, but 2 at least.
   *
   * @param images to train on, of all workers
   */
  TrainingOptions forImages(long images) {
    if (batchSize != AUTO_BATCH) {
      return this;
    }
    long fitting = images / workers / STEPS_AN_EPOCH;
    int settled = (int) Math.max(SMALLEST_AUTO_BATCH, Math.min(fitting, LARGEST_AUTO_BATCH));
    return new TrainingOptions(
        epochs,
        workers,
        settled,
        averagingFrequency,
        steps,
        seed,
        validationFraction,
        threadsPerWorker,
        patience,
        emaDecay);
  }

  /** The most images that a minibatch of one worker may have. */
  public int largestBatch() {
    return batchSize == AUTO_BATCH ? LARGEST_AUTO_BATCH : batchSize;
  }

  private static void requireAtLeast(String key, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s: %d (expected %d or more)".formatted(key, value, least));
    }
  }
}
