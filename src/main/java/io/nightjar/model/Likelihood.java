package io.nightjar.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.io.Serializable;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * p(x|z): how the decoder's output scores an image.
 *
 * <p>Closed on purpose: a bundle's manifest names a likelihood by its key, never by a class.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "name")
@JsonSubTypes({
  @JsonSubTypes.Type(value = BernoulliLikelihood.class, name = "bernoulli"),
  @JsonSubTypes.Type(value = GaussianLikelihood.class, name = "gaussian"),
  @JsonSubTypes.Type(value = LearnedGaussianLikelihood.class, name = "learned-gaussian")
})
public sealed interface Likelihood extends Serializable
    permits BernoulliLikelihood, GaussianLikelihood, LearnedGaussianLikelihood {

  /** Numbers that it wants of the decoder for each pixel value, the depth: 1 or 2. */
  int depth();

  /** True where x is 0 or 1 and grey levels are probabilities of it. */
  boolean binary();

  /**
   * −log p(x|z) of each example, summed over its pixels.
   *
   * @param pixels (batch, size), in [0, 1]
   * @param logits (batch, depth × size), the decoder's output
   * @return (batch, 1), nats
   */
  INDArray nats(INDArray pixels, INDArray logits);

  /**
   * d nats / d logits.
   *
   * @param pixels (batch, size), in [0, 1]
   * @param logits (batch, depth × size), left unchanged
   * @return (batch, depth × size)
   */
  INDArray gradient(INDArray pixels, INDArray logits);

  /**
   * −log p(x|z) of one example, in double precision and without ND4J.
   *
   * @param pixels in [0, 1], one example's
   * @param logits the decoder's output for many examples, (examples, depth × size)
   * @param example which of them
   * @return nats
   */
  double nats(float[] pixels, float[] logits, int example);

  /**
   * −log p(x|z) of one image by each of many z, as fast as it goes: to the digits of a float, and
   * with the native threads of the calling thread.
   *
   * @param pixels in [0, 1], one example's
   * @param logits the decoder's output, (count, depth × size)
   * @return (count), nats
   */
  default double[] natsOfOne(float[] pixels, float[] logits, int count) {
    return IntStream.range(0, count).mapToDouble(z -> nats(pixels, logits, z)).toArray();
  }

  /**
   * The mean −log p(x) of images under the output that fits others best without looking at any:
   * what a network costs that gives the mean image whatever it sees.
   *
   * @param fitted the images that the output is the best for
   * @param images that it is held against
   * @return nats per image
   */
  double natsOfMeanImage(PixelMoments fitted, PixelMoments images);

  /**
   * E[x|z], the reconstruction.
   *
   * @param logits (batch, depth × size), left unchanged
   * @return (batch, size); in [0, 1] for Bernoulli, unbounded for Gaussian
   */
  INDArray mean(INDArray logits);

  /**
   * The decoder's output for pixels near a value, as a straight line.
   *
   * @param pixel in [0, 1]
   */
  Linear linear(double pixel);

  /**
   * A line.
   *
   * @param atMean the output whose {@link #mean} is the pixel
   * @param slope of the output by the pixel
   * @param variance of a pixel under that output
   */
  record Linear(double atMean, double slope, double variance) {}

  /**
   * True where {@link #mean} is the logistic sigmoid of the logits, false where it is the first of
   * the depth.
   */
  boolean sigmoid();
}
