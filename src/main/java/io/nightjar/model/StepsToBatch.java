package io.nightjar.model;

import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A sequence's steps as examples of their own, each example's one after the other: (batch,
 * features, steps) to (batch × steps, features).
 */
public record StepsToBatch() implements Transform {
  @Override
  public int inputs() {
    return 1;
  }

  @Override
  public INDArray forward(INDArray[] inputs, boolean training) {
    INDArray sequence = inputs[0];
    return sequence
        .permute(0, 2, 1)
        .dup('c')
        .reshape('c', sequence.size(0) * sequence.size(2), sequence.size(1));
  }

  @Override
  public INDArray[] backward(INDArray[] inputs, INDArray gradient) {
    INDArray sequence = inputs[0];
    INDArray steps =
        gradient.dup('c').reshape('c', sequence.size(0), sequence.size(2), sequence.size(1));
    return new INDArray[] {steps.permute(0, 2, 1).dup('c')};
  }

  @Override
  public InputType outputType(InputType... inputs) {
    return InputType.feedForward(((InputType.InputTypeRecurrent) inputs[0]).getSize());
  }
}
