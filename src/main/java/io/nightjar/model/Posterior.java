package io.nightjar.model;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * q(z|x) of a batch: a diagonal Gaussian an example.
 *
 * @param mean μ, (batch, latentSize); a view
 * @param logVariance log σ², (batch, latentSize); a view
 */
record Posterior(INDArray mean, INDArray logVariance) {

  /** From the encoder's head, (batch, 2 × latentSize): means, then log-variances. */
  static Posterior split(INDArray head) {
    long size = head.size(1) / 2;
    return new Posterior(
        head.get(NDArrayIndex.all(), NDArrayIndex.interval(0, size)),
        head.get(NDArrayIndex.all(), NDArrayIndex.interval(size, 2 * size)));
  }

  /** σ, a new array. */
  INDArray stddev() {
    return Transforms.exp(logVariance.mul(0.5), false);
  }

  /** z = μ + σ ⊙ ε, a new array. */
  INDArray sample(INDArray epsilon) {
    return stddev().muli(epsilon).addi(mean);
  }

  /**
   * KL(q(z|x) ‖ N(0, I)) of each example and unit: ½ (μ² + σ² − 1 − log σ²).
   *
   * @return (batch, latentSize), nats, a new array
   * @see <a href="https://arxiv.org/abs/1312.6114">Kingma and Welling 2013, appendix B</a>
   */
  INDArray klPerUnit() {
    INDArray kl = Transforms.exp(logVariance, true);
    return kl.addi(mean.mul(mean)).subi(logVariance).subi(1).muli(0.5);
  }
}
