package io.nightjar.model;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The arrays of one minibatch, from uint8 pixels and counter-based noise.
 *
 * @param pixels (batch, channels, height, width), float32 in [0, 1]
 * @param epsilon (batch, latentSize) from N(0, I), or null for a plain autoencoder
 */
public record Minibatch(INDArray pixels, INDArray epsilon) {
  private static final float[] LEVELS = levels();

  /**
   * Makes the arrays.
   *
   * @param model gives the shapes
   * @param images uint8, one after the other, each (channels, height, width)
   * @param noise ε of the images, one after the other; ignored by a plain autoencoder
   */
  public static Minibatch of(Autoencoder model, byte[] images, float[] noise) {
    int size = model.image().size();
    int count = images.length / size;
    float[] values = new float[images.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = LEVELS[images[i] & 0xff];
    }
    INDArray pixels =
        Nd4j.create(
            values,
            new int[] {
              count, model.image().channels(), model.image().height(), model.image().width()
            });
    INDArray epsilon =
        model.latent().variational()
            ? Nd4j.create(noise, new int[] {count, model.latent().size()})
            : null;
    return new Minibatch(pixels, epsilon);
  }

  /** Images in this batch. */
  public int size() {
    return (int) pixels.size(0);
  }

  /** What a graph of {@link Autoencoder} reads. */
  public INDArray[] inputs() {
    return epsilon == null ? new INDArray[] {pixels} : new INDArray[] {pixels, epsilon};
  }

  /** The pixels as targets: (batch, channels × height × width). */
  public INDArray targets() {
    return pixels.reshape('c', pixels.size(0), pixels.length() / pixels.size(0));
  }

  /**
   * For DL4J's {@code fit}.
   *
   * @param beta the KL term's weight, which the KL loss reads as its labels
   */
  public MultiDataSet dataSet(double beta) {
    // DL4J frees the labels after a step, so they are not a view of the inputs.
    INDArray targets = targets().dup();
    INDArray[] labels =
        epsilon == null
            ? new INDArray[] {targets}
            : new INDArray[] {
              targets, Nd4j.valueArrayOf(new long[] {size(), 1}, beta, pixels.dataType())
            };
    return new MultiDataSet(inputs(), labels);
  }

  /** Grey level to [0, 1]: the same division as in the exported ONNX graph. */
  private static float[] levels() {
    float[] levels = new float[256];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = i / 255f;
    }
    return levels;
  }
}
