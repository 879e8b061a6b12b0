package io.nightjar.training;

import java.io.Serializable;

/**
 * How a network is trained.
 *
 * @param epochs passes over the training images, 1 or more
 * @param workers parameter-averaging workers, 1 or more: the tasks of a round
 * @param batchSize images in a minibatch of one worker, 1 or more
 * @param averagingFrequency minibatches that each worker runs in a round, 1 or more
 * @param learningRate Adam's step size, above 0
 * @param seed of weights, order, ε and the validation split
 * @param validationFraction of the images held out, from 0 (none) to below 1
 * @param threadsPerWorker native threads of a worker; 0 leaves it to Spark's cores, see {@link
 *     io.nightjar.runtime.TaskThreads}
 */
public record TrainingOptions(
    int epochs,
    int workers,
    int batchSize,
    int averagingFrequency,
    double learningRate,
    long seed,
    double validationFraction,
    int threadsPerWorker)
    implements Serializable {
  /** For {@code threadsPerWorker}: as many as Spark sets aside for a task. */
  public static final int AUTO_THREADS = 0;

  public TrainingOptions {
    requireAtLeast("epochs", epochs, 1);
    requireAtLeast("workers", workers, 1);
    requireAtLeast("batch-size", batchSize, 1);
    requireAtLeast("averaging-frequency", averagingFrequency, 1);
    requireAtLeast("threads-per-worker", threadsPerWorker, AUTO_THREADS);
    if (!(learningRate > 0) || Double.isInfinite(learningRate)) {
      throw new IllegalArgumentException(
          "learning-rate: %s (expected a number above 0)".formatted(learningRate));
    }
    if (!(validationFraction >= 0 && validationFraction < 1)) {
      throw new IllegalArgumentException(
          "validation-fraction: %s (expected 0 to below 1)".formatted(validationFraction));
    }
  }

  private static void requireAtLeast(String key, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s: %d (expected %d or more)".formatted(key, value, least));
    }
  }
}
