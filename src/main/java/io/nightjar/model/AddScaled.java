package io.nightjar.model;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Adds a linear path to what the layers beside it give: y = r · a, and to its first numbers c · b.
 * The first input a is (batch, n) or an image (batch, channels, height, width) of n numbers, taken
 * plane by plane; the second b is (batch, n / parts); y is (batch, n).
 *
 * @param layersScale r: what the layers give is a small correction at first, and a step of Adam's,
 *     which is as large for weights of little use as for others, must not be more than it
 * @param scale c: makes the weights of a path larger by 1 / c, so that a step of Adam's, whose size
 *     does not depend on the weight's, changes each by a small part only
 * @param parts 1 where both are of one size, 2 where the first has as many numbers more, which the
 *     path does not reach: a posterior's log-variances, a likelihood's deviations
 */
public record AddScaled(double layersScale, double scale, int parts) implements Transform {
  public AddScaled {
    if (parts != 1 && parts != 2) {
      throw new IllegalArgumentException("parts: %d (expected 1 or 2)".formatted(parts));
    }
  }

  @Override
  public int inputs() {
    return 2;
  }

  @Override
  public INDArray forward(INDArray[] inputs, boolean training) {
    INDArray sum = inputs[0].rank() == 2 ? inputs[0].dup('c') : Layouts.flat(inputs[0]);
    sum.muli(layersScale);
    first(sum, inputs[1].size(1)).addi(inputs[1].mul(scale));
    return sum;
  }

  @Override
  public INDArray[] backward(INDArray[] inputs, INDArray gradient) {
    INDArray byLayers = gradient.dup('c').muli(layersScale).reshape('c', inputs[0].shape());
    return new INDArray[] {byLayers, first(gradient, inputs[1].size(1)).mul(scale).dup('c')};
  }

  private static INDArray first(INDArray rows, long columns) {
    INDArrayIndex range = NDArrayIndex.interval(0, columns);
    return rows.size(1) == columns ? rows : rows.get(NDArrayIndex.all(), range);
  }

  @Override
  public InputType outputType(InputType... inputs) {
    return InputType.feedForward(
        Arrays.stream(inputs[0].getShape()).reduce(1, Math::multiplyExact));
  }
}
