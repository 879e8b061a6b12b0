package io.nightjar.model;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

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

  /**
   * @param freeBits nats of each image and unit that cost nothing, 0 or more
   */
  KlLoss(double freeBits) {
    this.freeBits = freeBits;
  }

  @Override
  INDArray nats(INDArray labels, INDArray output) {
    INDArray kl = Posterior.split(output).klPerUnit();
    if (freeBits > 0) {
      Transforms.max(kl, freeBits, false);
    }
    return kl.sum(true, 1).muli(labels);
  }

  /** All examples of a minibatch have one β. */
  @Override
  double unweighted(double nats, INDArray labels) {
    return nats / labels.getDouble(0);
  }

  /** dKL/dμ = μ; dKL/d(log σ²) = ½ (σ² − 1); both 0 where the unit's KL is free. */
  @Override
  INDArray gradient(INDArray labels, INDArray output) {
    Posterior posterior = Posterior.split(output);
    INDArray byLogVariance = Transforms.exp(posterior.logVariance(), true).subi(1).muli(0.5);
    INDArray gradient = Nd4j.concat(1, posterior.mean(), byLogVariance).muliColumnVector(labels);
    if (freeBits > 0) {
      INDArray costs = posterior.klPerUnit().gt(freeBits).castTo(output.dataType());
      gradient.muli(Nd4j.concat(1, costs, costs));
    }
    return gradient;
  }
}
