package io.nightjar.model;

import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An image as a sequence of its rows, top to bottom: (batch, channels, height, width) to (batch,
 * channels × width, height).
 *
 * @param height of the image: steps of the sequence
 */
public record ImageToRows(int height) implements Transform {
  @Override
  public int inputs() {
    return 1;
  }

  @Override
  public INDArray forward(INDArray[] inputs, boolean training) {
    INDArray image = inputs[0];
    long features = image.size(1) * image.size(3);
    return image.permute(0, 1, 3, 2).dup('c').reshape('c', image.size(0), features, height);
  }

  @Override
  public INDArray[] backward(INDArray[] inputs, INDArray gradient) {
    INDArray image = inputs[0];
    INDArray columns =
        gradient.dup('c').reshape('c', image.size(0), image.size(1), image.size(3), height);
    return new INDArray[] {columns.permute(0, 1, 3, 2).dup('c')};
  }

  @Override
  public InputType outputType(InputType... inputs) {
    var image = (InputType.InputTypeConvolutional) inputs[0];
    return InputType.recurrent(image.getChannels() * image.getWidth(), height);
  }
}
