package io.nightjar.model;

import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Rows of images, each image's one after the other, as flat images: (batch × height, maps × width)
 * to (batch, maps × height × width).
 *
 * @param maps channels of the image, or more where the likelihood wants more than one number a
 *     value
 * @param height rows of an image
 * @param width columns of an image
 */
public record RowsToImage(int maps, int height, int width) implements Transform {
  @Override
  public int inputs() {
    return 1;
  }

  @Override
  public INDArray forward(INDArray[] inputs, boolean training) {
    long batch = inputs[0].size(0) / height;
    INDArray rows = inputs[0].dup('c').reshape('c', batch, height, maps, width);
    return rows.permute(0, 2, 1, 3).dup('c').reshape('c', batch, size());
  }

  @Override
  public INDArray[] backward(INDArray[] inputs, INDArray gradient) {
    long batch = gradient.size(0);
    INDArray images = gradient.dup('c').reshape('c', batch, maps, height, width);
    INDArray rows = images.permute(0, 2, 1, 3).dup('c');
    return new INDArray[] {rows.reshape('c', batch * height, (long) maps * width)};
  }

  private long size() {
    return (long) maps * height * width;
  }

  @Override
  public InputType outputType(InputType... inputs) {
    return InputType.feedForward(size());
  }
}
