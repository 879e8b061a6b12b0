package io.nightjar.model;

import org.nd4j.linalg.api.ndarray.INDArray;

/** −log p(x|z): labels are the target pixels, (batch, size); the output is the logits. */
final class ReconstructionLoss extends TermLoss {
  private static final long serialVersionUID = 1L;

  private final Likelihood likelihood;

  ReconstructionLoss(Likelihood likelihood) {
    this.likelihood = likelihood;
  }

  @Override
  INDArray nats(INDArray labels, INDArray output) {
    return likelihood.nats(labels, output);
  }

  @Override
  INDArray gradient(INDArray labels, INDArray output) {
    return likelihood.gradient(labels, output);
  }
}
