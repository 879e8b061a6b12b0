package io.nightjar.model;

import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Broadcast;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The same vector at every step of a sequence: (batch, features) to (batch, features, steps).
 *
 * @param steps 1 or more
 */
public record RepeatRows(int steps) implements Transform {
  @Override
  public int inputs() {
    return 1;
  }

  @Override
  public INDArray forward(INDArray[] inputs, boolean training) {
    INDArray vector = inputs[0].dup('c');
    INDArray all = Nd4j.zeros(vector.dataType(), vector.size(0), vector.size(1), steps);
    return Broadcast.add(all, vector, all, 0, 1);
  }

  @Override
  public INDArray[] backward(INDArray[] inputs, INDArray gradient) {
    return new INDArray[] {gradient.sum(2)};
  }

  @Override
  public InputType outputType(InputType... inputs) {
    return InputType.recurrent(((InputType.InputTypeFeedForward) inputs[0]).getSize(), steps);
  }
}
