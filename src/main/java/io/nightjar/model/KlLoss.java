package io.nightjar.model;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * β Σ max(KL of the unit, free bits), the KL being that of q(z|x) from N(0, I): the output is the
 * posterior head, (batch, 2 × latentSize); the labels are β of each example, (batch, 1), so that a
 * schedule needs no new graph.
 *
 * <p>Free bits go by image and unit, rather than by a minibatch's mean, so that the objective stays
 * a sum over images however they fall into minibatches and onto workers.
 *
 * @see <a href="https://arxiv.org/abs/1606.04934">Kingma et al. 2016, appendix C.8</a>
 */
final class KlLoss extends TermLoss {
  private static final long serialVersionUID = 1L;

  private final double freeBits;
  private transient double lastUnweighted;

  /**
   * @param freeBits nats of each image and unit that cost nothing, 0 or more
   */
  KlLoss(double freeBits) {
    this.freeBits = freeBits;
  }

  @Override
  INDArray nats(INDArray labels, INDArray output) {
    Posterior posterior = Posterior.split(output);
    Table beta = Table.of(labels);
    Table nats = beta.like(1);
    double unweighted = 0;
    for (int i = 0; i < posterior.examples(); i++) {
      double sum = 0;
      for (int unit = 0; unit < posterior.size(); unit++) {
        sum += Math.max(posterior.kl(i, unit), freeBits);
      }
      nats.set(i, 0, beta.get(i, 0) * sum);
      unweighted += sum;
    }
    lastUnweighted = unweighted;
    return nats.array();
  }

  @Override
  double unweighted(double nats) {
    return lastUnweighted;
  }

  /** dKL/dμ = μ; dKL/d(log σ²) = ½ (σ² − 1); both 0 where the unit's KL is free. */
  @Override
  INDArray gradient(INDArray labels, INDArray output) {
    Posterior posterior = Posterior.split(output);
    Table beta = Table.of(labels);
    int size = posterior.size();
    Table gradient = beta.like(2 * size);
    for (int i = 0; i < posterior.examples(); i++) {
      for (int unit = 0; unit < size; unit++) {
        if (freeBits == 0 || posterior.kl(i, unit) > freeBits) {
          gradient.set(i, unit, beta.get(i, 0) * posterior.mean(i, unit));
          gradient.set(i, size + unit, beta.get(i, 0) * (posterior.variance(i, unit) - 1) / 2);
        }
      }
    }
    return gradient.array();
  }
}
