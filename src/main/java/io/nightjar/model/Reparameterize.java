package io.nightjar.model;

import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * z = μ + σ ⊙ ε with σ = exp(½ log σ²): a sample of the posterior that gradients pass through.
 *
 * <p>Inputs: {@code posterior} (batch, 2 × latentSize), means then log-variances, and {@code
 * epsilon} (batch, draws × latentSize), drawn from N(0, I) outside the graph. Output: (batch ×
 * draws, latentSize), each example's draws one after the other.
 *
 * @see <a href="https://arxiv.org/abs/1312.6114">Kingma and Welling 2013, section 2.4</a>
 */
public record Reparameterize() implements Transform {
  @Override
  public int inputs() {
    return 2;
  }

  @Override
  public INDArray forward(INDArray[] inputs, boolean training) {
    return Posterior.split(inputs[0]).sample(inputs[1]);
  }

  /** Nothing flows into ε. */
  @Override
  public INDArray[] backward(INDArray[] inputs, INDArray gradient) {
    return new INDArray[] {Posterior.split(inputs[0]).sampleGradient(inputs[1], gradient), null};
  }

  @Override
  public InputType outputType(InputType... inputs) {
    return InputType.feedForward(((InputType.InputTypeFeedForward) inputs[0]).getSize() / 2);
  }
}
