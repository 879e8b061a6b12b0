package io.nightjar.model;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * q(z|x) of a batch: a diagonal Gaussian an example.
 *
 * @param head the encoder's, (batch, 2 × size): means μ, then log-variances log σ²
 * @param size latent units
 */
record Posterior(Table head, int size) {

  /** From the encoder's head, (batch, 2 × latentSize). */
  static Posterior split(INDArray head) {
    return new Posterior(Table.of(head), (int) head.size(1) / 2);
  }

  int examples() {
    return head.rows();
  }

  double mean(int example, int unit) {
    return head.get(example, unit);
  }

  /** σ². */
  double variance(int example, int unit) {
    return Math.exp(head.get(example, size + unit));
  }

  /** σ. */
  double stddev(int example, int unit) {
    return Math.exp(head.get(example, size + unit) / 2);
  }

  /**
   * z = μ + σ ⊙ ε.
   *
   * @param epsilon (batch, latentSize)
   * @return a new array of that shape
   */
  INDArray sample(INDArray epsilon) {
    Table noise = Table.of(epsilon);
    Table z = head.like(size);
    for (int i = 0; i < examples(); i++) {
      for (int unit = 0; unit < size; unit++) {
        z.set(i, unit, mean(i, unit) + stddev(i, unit) * noise.get(i, unit));
      }
    }
    return z.array();
  }

  /**
   * The gradient by the head, from that by z: dz/dμ = 1; dz/d(log σ²) = ½ σ ε.
   *
   * @return (batch, 2 × latentSize), a new array
   */
  INDArray sampleGradient(INDArray epsilon, INDArray gradient) {
    Table noise = Table.of(epsilon);
    Table byZ = Table.of(gradient);
    Table byHead = head.like(2 * size);
    for (int i = 0; i < examples(); i++) {
      for (int unit = 0; unit < size; unit++) {
        byHead.set(i, unit, byZ.get(i, unit));
        byHead.set(i, size + unit, byZ.get(i, unit) * noise.get(i, unit) * stddev(i, unit) / 2);
      }
    }
    return byHead.array();
  }

  /**
   * KL(q(z|x) ‖ N(0, I)) of an example's unit, nats: ½ (μ² + σ² − 1 − log σ²).
   *
   * @see <a href="https://arxiv.org/abs/1312.6114">Kingma and Welling 2013, appendix B</a>
   */
  double kl(int example, int unit) {
    double mean = mean(example, unit);
    return (mean * mean + variance(example, unit) - 1 - head.get(example, size + unit)) / 2;
  }

  /** Σ over examples and units. */
  double kl() {
    double sum = 0;
    for (int i = 0; i < examples(); i++) {
      for (int unit = 0; unit < size; unit++) {
        sum += kl(i, unit);
      }
    }
    return sum;
  }
}
