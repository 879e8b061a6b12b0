package io.nightjar.model;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * β KL(q(z|x) ‖ N(0, I)): the output is the posterior head, (batch, 2 × latentSize); the labels are
 * β of each example, (batch, 1), so that a schedule needs no new graph.
 */
final class KlLoss extends TermLoss {
  private static final long serialVersionUID = 1L;

  @Override
  INDArray nats(INDArray labels, INDArray output) {
    return Posterior.split(output).klPerUnit().sum(true, 1).muli(labels);
  }

  /** dKL/dμ = μ; dKL/d(log σ²) = ½ (σ² − 1). */
  @Override
  INDArray gradient(INDArray labels, INDArray output) {
    Posterior posterior = Posterior.split(output);
    INDArray byLogVariance = Transforms.exp(posterior.logVariance(), true).subi(1).muli(0.5);
    return Nd4j.concat(1, posterior.mean(), byLogVariance).muliColumnVector(labels);
  }
}
