package io.nightjar.model;

import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The last step of a sequence: (batch, features, steps) to (batch, features). */
public record LastRow() implements Transform {
  @Override
  public int inputs() {
    return 1;
  }

  @Override
  public INDArray forward(INDArray[] inputs, boolean training) {
    return inputs[0].get(last(inputs[0])).dup('c');
  }

  @Override
  public INDArray[] backward(INDArray[] inputs, INDArray gradient) {
    INDArray all = Nd4j.zeros(gradient.dataType(), inputs[0].shape());
    all.put(last(all), gradient);
    return new INDArray[] {all};
  }

  private static INDArrayIndex[] last(INDArray sequence) {
    return new INDArrayIndex[] {
      NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.point(sequence.size(2) - 1)
    };
  }

  @Override
  public InputType outputType(InputType... inputs) {
    return InputType.feedForward(((InputType.InputTypeRecurrent) inputs[0]).getSize());
  }
}
