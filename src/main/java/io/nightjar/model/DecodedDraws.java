package io.nightjar.model;

import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * What the importance-weighted bound is made of, an example in a row: the decoded logits of each
 * draw of z, and then log p(z) − log q(z|x) of each. Training alone has it: no form in ONNX.
 *
 * <p>Inputs: {@code logits}, n an example of (batch × draws), {@code posterior} (batch, 2 ×
 * latentSize) and {@code epsilon} (batch, draws × latentSize). Output: (batch, draws × (n + 1)).
 */
public record DecodedDraws() implements Transform {
  @Override
  public int inputs() {
    return 3;
  }

  @Override
  public INDArray forward(INDArray[] inputs, boolean training) {
    INDArray logits = Autoencoder.logits(inputs[0]);
    INDArray ratios = Posterior.split(inputs[1]).logRatios(inputs[2]);
    return Nd4j.concat(1, logits.reshape('c', ratios.size(0), -1), ratios);
  }

  /** Nothing flows into ε. */
  @Override
  public INDArray[] backward(INDArray[] inputs, INDArray gradient) {
    INDArray logits = inputs[0];
    long draws = logits.size(0) / inputs[1].size(0);
    long first = gradient.size(1) - draws;
    INDArray byLogits = gradient.get(NDArrayIndex.all(), NDArrayIndex.interval(0, first)).dup('c');
    INDArray byRatios =
        gradient.get(NDArrayIndex.all(), NDArrayIndex.interval(first, first + draws));
    return new INDArray[] {
      byLogits.reshape('c', logits.shape()),
      Posterior.split(inputs[1]).logRatioGradient(inputs[2], byRatios),
      null
    };
  }

  /** Its width follows from the draws. */
  @Override
  public InputType outputType(InputType... inputs) {
    long latents = ((InputType.InputTypeFeedForward) inputs[1]).getSize() / 2;
    long draws = ((InputType.InputTypeFeedForward) inputs[2]).getSize() / latents;
    return InputType.feedForward(draws * (inputs[0].arrayElementsPerExample() + 1));
  }
}
