package io.nightjar.bundle;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * Where a bundle's weights come from.
 *
 * @param createdAt ISO 8601 in UTC
 * @param dataSet the images
 * @param training how they were used
 * @param versions of Nightjar, Spark, DL4J and the like, by name
 * @param history epoch by epoch, first to last
 * @param metrics of the final weights on the validation images, or null without such images
 */
public record Provenance(
    String createdAt,
    DataSet dataSet,
    Training training,
    Map<String, String> versions,
    List<Epoch> history,
    Metrics metrics)
    implements Serializable {
  public Provenance {
    versions = Map.copyOf(versions);
    history = List.copyOf(history);
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
   */
  public record DataSet(
      String path,
      String format,
      String split,
      long images,
      long rejected,
      long training,
      long validation)
      implements Serializable {}

  /**
   * The run.
   *
   * @param workers parameter-averaging workers
   * @param threadsPerWorker native threads of each, part of the result; null in format version 1
   * @param batchSize examples in a worker's minibatch
   * @param averagingFrequency minibatches between averagings
   * @param epochs passes over the training images
   * @param learningRate of Adam
   * @param seeds by what they seed
   * @param seconds of training, without reading and decoding
   */
  public record Training(
      int workers,
      Integer threadsPerWorker,
      int batchSize,
      int averagingFrequency,
      int epochs,
      double learningRate,
      Map<String, Long> seeds,
      double seconds)
      implements Serializable {
    public Training {
      seeds = Map.copyOf(seeds);
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
      implements Serializable {}

  /**
   * On held-out images.
   *
   * @param negativeElbo reconstruction + KL, nats per image
   * @param reconstructionNats E_q[−log p(x|z)], nats per image
   * @param klNats KL(q(z|x) ‖ p(z)), nats per image; 0 for a plain autoencoder
   * @param mse squared error per pixel value, pixels in [0, 1]
   */
  public record Metrics(double negativeElbo, double reconstructionNats, double klNats, double mse)
      implements Serializable {}
}
