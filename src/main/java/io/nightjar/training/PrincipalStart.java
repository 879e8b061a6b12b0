package io.nightjar.training;

import io.nightjar.model.Autoencoder;
import io.nightjar.model.Likelihood.Linear;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Sets a network's linear path to the principal components of its training images. Latents begin as
 * the images' coordinates along them, scaled to variance one; a variational network begins at the
 * posterior that is best for a linear decoder.
 *
 * @see <a href="https://doi.org/10.1111/1467-9868.00196">Tipping and Bishop 1999, section 3.2
 *     (probabilistic principal components)</a>
 */
final class PrincipalStart {
  /** Enough to tell some hundred directions. */
  private static final long MOST_IMAGES = 2_048;

  /**
   * Pixel values of all images together, each held in double precision: a quarter of a gigabyte.
   */
  private static final long MOST_VALUES = 1L << 25;

  private static final double WHITE = 255;

  /** Part of the largest variance below which a direction is rounding. */
  private static final double NOTHING = 1e-9;

  /** Part of a latent's spread that its mean keeps where the prior would take all of it. */
  private static final double LEAST_USE = 0.01;

  private final Autoencoder model;
  private final ComputationGraph graph;
  private final double scale;

  /**
   * @param graph whose weights are set
   */
  PrincipalStart(Autoencoder model, ComputationGraph graph) {
    this.model = model;
    this.graph = graph;
    this.scale = model.pathScale();
  }

  /** Images that the components are computed of: the first of the global order. */
  static long images(Autoencoder model) {
    return Math.max(1, Math.min(MOST_IMAGES, MOST_VALUES / model.image().size()));
  }

  /**
   * Sets the weights.
   *
   * @param blocks with the first images of the global order
   * @param count of them that count
   * @param seed of the search's start
   */
  void set(List<PixelBlock> blocks, long count, long seed) {
    INDArray images = images(blocks, count);
    INDArray mean = images.mean(0);
    PrincipalAxes axes = PrincipalAxes.of(images.subiRowVector(mean), model.latent().size(), seed);
    set(mean.toDoubleVector(), axes);
  }

  private INDArray images(List<PixelBlock> blocks, long count) {
    int size = model.image().size();
    INDArray images = Nd4j.createUninitialized(DataType.DOUBLE, new long[] {count, size}, 'c');
    double[] image = new double[size];
    int row = 0;
    for (PixelBlock block : blocks) {
      for (int i = 0; i < block.count() && row < count; i++, row++) {
        for (int at = 0; at < size; at++) {
          image[at] = (block.pixels()[i * size + at] & 0xFF) / WHITE;
        }
        images.putRow(row, Nd4j.createFromArray(image));
      }
    }
    return images;
  }

  private void set(double[] mean, PrincipalAxes axes) {
    Linear[] output = new Linear[mean.length];
    double noise = 0;
    for (int i = 0; i < mean.length; i++) {
      output[i] = model.likelihood().linear(mean[i]);
      noise += output[i].variance() / mean.length;
    }
    setMean(output);
    double largest = axes.variances().length == 0 ? 0 : axes.variances()[0];
    for (int unit = 0; unit < axes.variances().length; unit++) {
      double variance = axes.variances()[unit];
      if (variance > NOTHING * largest) {
        set(unit, axes.axes()[unit], variance, mean, output, noise);
      }
    }
  }

  /** The image that a latent of zeros stands for. */
  private void setMean(Linear[] output) {
    float[] bias = new float[output.length];
    for (int i = 0; i < bias.length; i++) {
      bias[i] = (float) (output[i].atMean() / scale);
    }
    parameter(Autoencoder.DECODER_PATH, "b").assign(Nd4j.createFromArray(bias));
    parameter(Autoencoder.DECODER_PATH, "W").assign(0);
  }

  private void set(
      int unit, double[] axis, double variance, double[] mean, Linear[] output, double noise) {
    boolean variational = model.latent().variational();
    double use = variational ? Math.max(LEAST_USE, 1 - noise / variance) : 1;
    double along = Math.sqrt(use / variance);
    double back = Math.sqrt(variance / use) * use;
    float[] encoder = new float[axis.length];
    float[] decoder = new float[axis.length];
    double offset = 0;
    for (int i = 0; i < axis.length; i++) {
      encoder[i] = (float) (axis[i] * along / scale);
      decoder[i] = (float) (axis[i] * back * output[i].slope() / scale);
      offset -= mean[i] * axis[i] * along;
    }
    parameter(Autoencoder.ENCODER_PATH, "W").putColumn(unit, Nd4j.createFromArray(encoder));
    parameter(Autoencoder.DECODER_PATH, "W").putRow(unit, Nd4j.createFromArray(decoder));
    INDArray bias = parameter(head() + Autoencoder.RESIDUAL, "b");
    bias.putScalar(unit, offset / Autoencoder.LAYERS_SCALE);
    if (variational) {
      bias.putScalar(
          model.latent().size() + unit, Math.log(1 - use + LEAST_USE) / Autoencoder.LAYERS_SCALE);
    }
  }

  private String head() {
    return model.latent().variational() ? Autoencoder.HEAD : Autoencoder.LATENT;
  }

  private INDArray parameter(String layer, String key) {
    return graph.getLayer(layer).getParam(key);
  }
}
