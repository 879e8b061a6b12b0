package io.nightjar.evaluation;

import java.io.Serializable;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;

/**
 * How well a network explains one image; or sums of such figures over many.
 *
 * @param squaredError per pixel value, of the reconstruction from the posterior's mean
 * @param crossEntropy −log p of the grey levels at the posterior's mean, nats; 0 without a
 *     Bernoulli likelihood
 * @param reconstruction E_q[−log p(x|z)], nats
 * @param importanceWeighted the bound on −log p(x) by importance weighting, nats; 0 for a plain
 *     autoencoder
 * @param kl KL(q(z|x) ‖ p(z)) of each latent unit, nats; empty for a plain autoencoder
 * @param mean the posterior's, of each latent unit; likewise
 */
@SuppressWarnings("ArrayRecordComponent") // summed, never compared by value
record ImageScore(
    double squaredError,
    double crossEntropy,
    double reconstruction,
    double importanceWeighted,
    double[] kl,
    double[] mean)
    implements Serializable {

  /** The zero of sums. */
  static ImageScore zero(int units) {
    return new ImageScore(0, 0, 0, 0, new double[units], new double[units]);
  }

  ImageScore plus(ImageScore other) {
    return combined(other, Double::sum);
  }

  /** Every figure squared. */
  ImageScore squared() {
    return combined(this, (a, b) -> a * b);
  }

  private ImageScore combined(ImageScore other, DoubleBinaryOperator operator) {
    return new ImageScore(
        operator.applyAsDouble(squaredError, other.squaredError),
        operator.applyAsDouble(crossEntropy, other.crossEntropy),
        operator.applyAsDouble(reconstruction, other.reconstruction),
        operator.applyAsDouble(importanceWeighted, other.importanceWeighted),
        combined(kl, other.kl, operator),
        combined(mean, other.mean, operator));
  }

  private static double[] combined(double[] a, double[] b, DoubleBinaryOperator operator) {
    return IntStream.range(0, a.length)
        .mapToDouble(i -> operator.applyAsDouble(a[i], b[i]))
        .toArray();
  }

  /** Σ over the latent units, nats. */
  double totalKl() {
    return Arrays.stream(kl).sum();
  }

  /** If not, the network overflows and the image is to be rejected. */
  boolean finite() {
    double all = squaredError + crossEntropy + reconstruction + importanceWeighted + totalKl();
    return Double.isFinite(all + Arrays.stream(mean).sum());
  }
}
