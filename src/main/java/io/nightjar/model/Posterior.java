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
   * @param epsilon (batch, draws × latentSize), draw by draw
   * @return (batch × draws, latentSize), each example's draws one after the other, a new array
   */
  INDArray sample(INDArray epsilon) {
    Table noise = Table.of(epsilon);
    Table z = head.like(noise.columns());
    for (int i = 0; i < examples(); i++) {
      for (int unit = 0; unit < size; unit++) {
        double mean = mean(i, unit);
        double stddev = stddev(i, unit);
        for (int column = unit; column < noise.columns(); column += size) {
          z.set(i, column, mean + stddev * noise.get(i, column));
        }
      }
    }
    return z.array().reshape('c', (long) examples() * draws(noise), size);
  }

  private int draws(Table noise) {
    return noise.columns() / size;
  }

  /**
   * The gradient by the head, from that by z: dz/dμ = 1; dz/d(log σ²) = ½ σ ε; summed over draws.
   *
   * @param gradient (batch × draws, latentSize)
   * @return (batch, 2 × latentSize), a new array
   */
  INDArray sampleGradient(INDArray epsilon, INDArray gradient) {
    Table noise = Table.of(epsilon);
    Table byZ = Table.of(gradient);
    int draws = draws(noise);
    Table byHead = head.like(2 * size);
    for (int i = 0; i < examples(); i++) {
      for (int unit = 0; unit < size; unit++) {
        double byMean = 0;
        double byStddev = 0;
        for (int draw = 0; draw < draws; draw++) {
          double by = byZ.get(i * draws + draw, unit);
          byMean += by;
          byStddev += by * noise.get(i, draw * size + unit);
        }
        byHead.set(i, unit, byMean);
        byHead.set(i, size + unit, byStddev * stddev(i, unit) / 2);
      }
    }
    return byHead.array();
  }

  /**
   * log p(z) − log q(z|x) of each draw z = μ + σ ⊙ ε, nats, in which the 2π of both cancel: Σ ½ (ε²
   * − z²) + log σ.
   *
   * @param epsilon (batch, draws × latentSize), draw by draw
   * @return (batch, draws), a new array
   */
  INDArray logRatios(INDArray epsilon) {
    Table noise = Table.of(epsilon);
    Table ratios = head.like(draws(noise));
    for (int i = 0; i < examples(); i++) {
      for (int unit = 0; unit < size; unit++) {
        double stddev = stddev(i, unit);
        for (int draw = 0; draw < ratios.columns(); draw++) {
          double e = noise.get(i, draw * size + unit);
          double z = mean(i, unit) + stddev * e;
          double ratio = (e * e - z * z + head.get(i, size + unit)) / 2;
          ratios.set(i, draw, ratios.get(i, draw) + ratio);
        }
      }
    }
    return ratios.array();
  }

  /**
   * The gradient by the head, from that by the log-ratios: by μ it is −z, by log σ² it is ½ (1 − z
   * σ ε); summed over draws.
   *
   * @param gradient (batch, draws)
   * @return (batch, 2 × latentSize), a new array
   */
  INDArray logRatioGradient(INDArray epsilon, INDArray gradient) {
    Table noise = Table.of(epsilon);
    Table byRatio = Table.of(gradient);
    Table byHead = head.like(2 * size);
    for (int i = 0; i < examples(); i++) {
      for (int unit = 0; unit < size; unit++) {
        double stddev = stddev(i, unit);
        double byMean = 0;
        double byLogVariance = 0;
        for (int draw = 0; draw < byRatio.columns(); draw++) {
          double e = noise.get(i, draw * size + unit);
          double z = mean(i, unit) + stddev * e;
          byMean -= byRatio.get(i, draw) * z;
          byLogVariance += byRatio.get(i, draw) * (1 - z * stddev * e) / 2;
        }
        byHead.set(i, unit, byMean);
        byHead.set(i, size + unit, byLogVariance);
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
