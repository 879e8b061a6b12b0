package io.nightjar.model;

import java.util.Objects;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The arrays of one minibatch, from uint8 pixels and counter-based noise. Every number of an
 * example's noise is a function of the example's key and of the unit that it is for, and of nothing
 * else.
 *
 * @param pixels what the encoder sees, (batch, channels, height, width), float32 in [0, 1]
 * @param targets what the decoder is to give back, (batch, channels × height × width), in [0, 1]
 * @param epsilon (batch, draws × latentSize) from N(0, I), or null for a plain autoencoder
 * @param dropout (batch, dropped units) of 0 and 1 / (1 − rate), or null without dropout; (batch,
 *     1) and not read outside of training
 * @param draws of z for each image, 1 or more
 */
public record Minibatch(
    INDArray pixels, INDArray targets, INDArray epsilon, INDArray dropout, int draws) {

  /**
   * For a training step, with all noise.
   *
   * @param images uint8, one after the other, each (channels, height, width)
   * @param keys one an image, for example of (seed, epoch, position)
   */
  public static Minibatch forTraining(Autoencoder model, byte[] images, long[] keys) {
    MinibatchValues values = new MinibatchValues(model, images, keys);
    float[] targets = values.targets();
    int draws = model.objective().importanceSamples();
    float[] epsilon = values.epsilon(draws);
    return of(model, values.corrupted(targets), targets, epsilon, values.dropout(), draws);
  }

  /**
   * For an estimate of the objective: ε, and binarized where training was.
   *
   * @param images uint8, one after the other, each (channels, height, width)
   * @param keys one an image
   */
  public static Minibatch forEvaluation(Autoencoder model, byte[] images, long[] keys) {
    MinibatchValues values = new MinibatchValues(model, images, keys);
    float[] targets = values.targets();
    int draws = model.objective().importanceSamples();
    float[] epsilon = values.epsilon(draws);
    return of(model, targets, targets, epsilon, new float[keys.length], draws);
  }

  /**
   * Without any noise: z is the posterior's mean, as when embedding.
   *
   * @param images uint8, one after the other, each (channels, height, width)
   */
  public static Minibatch withoutNoise(Autoencoder model, byte[] images) {
    int count = images.length / model.image().size();
    float[] levels = MinibatchValues.levels(images);
    float[] epsilon = new float[count * model.latent().size()];
    return of(model, levels, levels, epsilon, new float[count], 1);
  }

  private static Minibatch of(
      Autoencoder model,
      float[] pixels,
      float[] targets,
      float[] epsilon,
      float[] dropout,
      int draws) {
    int size = model.image().size();
    int count = targets.length / size;
    int channels = model.image().channels();
    int[] shape = {count, channels, model.image().height(), model.image().width()};
    INDArray seen = Nd4j.create(pixels, shape);
    return new Minibatch(
        seen,
        targets == pixels
            ? seen.reshape(count, size)
            : Nd4j.create(targets, new int[] {count, size}),
        model.latent().variational()
            ? Nd4j.create(epsilon, new int[] {count, draws * model.latent().size()})
            : null,
        model.regularization().dropout() > 0
            ? Nd4j.create(dropout, new int[] {count, dropout.length / count})
            : null,
        draws);
  }

  /** Images in this batch. */
  public int size() {
    return (int) pixels.size(0);
  }

  /** What a graph of {@link Autoencoder} reads, in the order of its inputs. */
  public INDArray[] inputs() {
    return Stream.of(pixels, epsilon, dropout).filter(Objects::nonNull).toArray(INDArray[]::new);
  }

  /**
   * For DL4J's {@code fit}.
   *
   * @param beta the KL term's weight, which the KL loss reads as its labels; with several draws the
   *     {@link ImportanceWeightedLoss} has it, and the KL loss only tells
   */
  public MultiDataSet dataSet(double beta) {
    INDArray[] labels =
        epsilon == null
            ? new INDArray[] {targets}
            : draws == 1
                ? new INDArray[] {targets, column(beta)}
                : new INDArray[] {Nd4j.concat(1, targets, column(beta)), column(0)};
    return new MultiDataSet(inputs(), labels);
  }

  private INDArray column(double value) {
    return Nd4j.valueArrayOf(new long[] {size(), 1}, value, pixels.dataType());
  }
}
