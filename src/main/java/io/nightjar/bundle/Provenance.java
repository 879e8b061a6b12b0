package io.nightjar.bundle;

import io.nightjar.model.GradientClipping;
import io.nightjar.model.Optimizer;
import java.io.Serializable;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a bundle's weights come from.
 *
 * @param createdAt ISO 8601 in UTC, from 1970 to 9999
 * @param dataSet the images
 * @param training how they were used
 * @param versions of Nightjar, Spark, DL4J and the like, by name
 * @param history epoch by epoch, first to last
 * @param metrics of the final weights on the validation images, or null without such images
 * @param meanImageNats what giving the mean training image for each of them would cost, nats per
 *     image; null without such images and in format versions up to 6
 */
public record Provenance(
    String createdAt,
    DataSet dataSet,
    Training training,
    Map<String, String> versions,
    List<Epoch> history,
    Metrics metrics,
    Double meanImageNats)
    implements Serializable {
  /** A year of four digits, which everything that reads times can hold. */
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  public Provenance {
    requireTime(Objects.requireNonNull(createdAt, "created_at"));
    Objects.requireNonNull(dataSet, "data_set");
    Objects.requireNonNull(training, "training");
    versions = Map.copyOf(Objects.requireNonNull(versions, "versions"));
    history = List.copyOf(Objects.requireNonNull(history, "history"));
  }

  private static void requireTime(String createdAt) {
    try {
      Instant time = Instant.parse(createdAt);
      if (!time.isBefore(Instant.EPOCH) && !time.isAfter(LATEST)) {
        return;
      }
    } catch (DateTimeParseException e) {
      // The same line tells both.
    }
    throw new IllegalArgumentException(
        "created_at: %s (expected a time such as 2026-01-31T20:00:00Z)".formatted(createdAt));
  }

  private static void requireAtLeast(long least, String key, long value) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s: %d (expected %d or more)".formatted(key, value, least));
    }
  }

  private static void requireNotNegative(String key, double value) {
    if (value < 0) {
      throw new IllegalArgumentException("%s: %s (expected 0 or more)".formatted(key, value));
    }
  }

  /**
   * The archive that was read.
   *
   * @param path a qualified URI
   * @param format as what it was read, for example files; null in format version 1
   * @param split all, train, validation or test
   * @param images decoded
   * @param rejected refused, and so not among {@code images}
   * @param training of the images, those that gradients came from
   * @param validation of the images, those held out
   * @param contentSample of those trained on, by {@link ContentSample#text}; null in format
   *     versions up to 6
   */
  public record DataSet(
      String path,
      String format,
      String split,
      long images,
      long rejected,
      long training,
      long validation,
      String contentSample)
      implements Serializable {
    public DataSet {
      Objects.requireNonNull(path, "path");
      Objects.requireNonNull(split, "split");
      requireAtLeast(0, "images", images);
      requireAtLeast(0, "rejected", rejected);
      requireAtLeast(0, "training", training);
      requireAtLeast(0, "validation", validation);
      requireSample(contentSample);
    }

    private static void requireSample(String text) {
      try {
        ContentSample.parse(text == null ? "" : text);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("content_sample: " + e.getMessage(), e);
      }
    }

    /** By which other images can be compared with those trained on. */
    public Optional<ContentSample> sample() {
      return Optional.ofNullable(contentSample).map(ContentSample::parse);
    }
  }

  /**
   * The run.
   *
   * @param workers parameter-averaging workers
   * @param threadsPerWorker native threads of each, part of the result; null in format version 1
   * @param batchSize examples in a worker's minibatch
   * @param averagingFrequency minibatches between averagings, the last where it changed
   * @param epochs passes over the training images
   * @param learningRate the highest step size, with one worker
   * @param seeds by what they seed
   * @param seconds of training, without reading and decoding
   * @param options the rest of what was asked for; null in format versions 1 and 2
   */
  public record Training(
      int workers,
      Integer threadsPerWorker,
      int batchSize,
      int averagingFrequency,
      int epochs,
      double learningRate,
      Map<String, Long> seeds,
      double seconds,
      Options options)
      implements Serializable {
    public Training {
      requireAtLeast(1, "workers", workers);
      requireAtLeast(1, "threads_per_worker", threadsPerWorker == null ? 1 : threadsPerWorker);
      requireAtLeast(1, "batch_size", batchSize);
      requireAtLeast(1, "averaging_frequency", averagingFrequency);
      requireAtLeast(1, "epochs", epochs);
      requireNotNegative("learning_rate", learningRate);
      requireNotNegative("seconds", seconds);
      seeds = Map.copyOf(Objects.requireNonNull(seeds, "seeds"));
    }
  }

  /**
   * How a run departs from steps of one size and averagings at one interval; under the names of the
   * configuration.
   *
   * @param averagingFrequencyFirst minibatches between averagings in the first epoch
   * @param averagingFrequencyEpochs epochs before that doubles
   * @param optimizer the gradient rule
   * @param learningRateScaling how the step size grew with the workers, for example square-root;
   *     null where the format version had none
   * @param learningRateWarmup epochs until the highest step size
   * @param learningRateDecay how it falls then, for example cosine
   * @param learningRateFloor step size at the end of the fall, with one worker
   * @param gradientClipping what was done to large gradients, and the threshold
   * @param earlyStoppingPatience epochs without a better validation loss, or 0 for all epochs
   * @param emaDecay of the moving average that the weights are, or 0 for none
   * @param weightDecay part of each weight that a step took off, times its size, or 0 for none
   */
  public record Options(
      int averagingFrequencyFirst,
      int averagingFrequencyEpochs,
      Optimizer optimizer,
      String learningRateScaling,
      double learningRateWarmup,
      String learningRateDecay,
      double learningRateFloor,
      GradientClipping gradientClipping,
      int earlyStoppingPatience,
      double emaDecay,
      double weightDecay)
      implements Serializable {
    public Options {
      requireAtLeast(1, "averaging_frequency_first", averagingFrequencyFirst);
      requireAtLeast(1, "averaging_frequency_epochs", averagingFrequencyEpochs);
      Objects.requireNonNull(optimizer, "optimizer");
      requireNotNegative("learning_rate_warmup", learningRateWarmup);
      Objects.requireNonNull(learningRateDecay, "learning_rate_decay");
      requireNotNegative("learning_rate_floor", learningRateFloor);
      Objects.requireNonNull(gradientClipping, "gradient_clipping");
      requireAtLeast(0, "early_stopping_patience", earlyStoppingPatience);
      requireNotNegative("ema_decay", emaDecay);
      requireNotNegative("weight_decay", weightDecay);
    }
  }

  /**
   * One pass over the training images.
   *
   * @param epoch 1 for the first
   * @param examples seen since the start of training
   * @param loss mean over the epoch, nats per image
   * @param validation after the epoch, or null without validation images
   * @param imagesPerSecond over the epoch
   */
  public record Epoch(
      int epoch, long examples, double loss, Metrics validation, double imagesPerSecond)
      implements Serializable {
    public Epoch {
      requireAtLeast(1, "epoch", epoch);
      requireAtLeast(0, "examples", examples);
      requireNotNegative("images_per_second", imagesPerSecond);
    }
  }

  /**
   * The figures of held-out images.
   *
   * @param negativeElbo reconstruction + KL, nats per image
   * @param reconstructionNats E_q[−log p(x|z)], nats per image
   * @param klNats KL(q(z|x) ‖ p(z)), nats per image; 0 for a plain autoencoder
   * @param mse squared error per pixel value, pixels in [0, 1]
   * @param bound what training minimized, without β, nats per image: −ELBO, or the bound of several
   *     draws; null in format versions up to 5, which had the first only
   */
  public record Metrics(
      double negativeElbo, double reconstructionNats, double klNats, double mse, Double bound)
      implements Serializable {
    public Metrics {
      requireNotNegative("mse", mse);
    }

    /** The bound that training minimized, whatever the format. */
    public double trained() {
      return bound == null ? negativeElbo : bound;
    }
  }
}
