package io.nightjar.model;

import io.nightjar.kernel.GateKernel;
import java.lang.ref.Reference;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * A gated linear unit: y = a ⊙ sigmoid(b), where a is the first half of the units or channels and b
 * the second. (batch, 2 × units) to (batch, units), or (batch, 2 × channels, height, width) to
 * (batch, channels, height, width).
 *
 * @see <a href="https://arxiv.org/abs/1612.08083">Dauphin et al. 2016, section 2</a>; in
 *     variational autoencoders <a href="https://arxiv.org/abs/1705.07120">Tomczak and Welling 2017,
 *     section 4.3</a>
 */
public record Gate() implements Transform {
  @Override
  public int inputs() {
    return 1;
  }

  @Override
  public INDArray forward(INDArray[] inputs, boolean training) {
    INDArray halves = Layouts.unitsLast(inputs[0]);
    INDArray y = rows(halves, halves.size(1) / 2);
    if (halves.dataType() == DataType.FLOAT) {
      run(halves, y);
    } else {
      y.assign(half(halves, 0).mul(opened(halves)));
    }
    return Layouts.likeUnitsLast(inputs[0], y);
  }

  private static void run(INDArray halves, INDArray y) {
    int units = (int) y.size(1);
    try {
      GateKernel.of(units).forward(y.size(0), units, Layouts.data(halves), Layouts.data(y));
    } finally {
      Reference.reachabilityFence(halves); // its memory is read through a bare pointer
    }
  }

  @Override
  public INDArray[] backward(INDArray[] inputs, INDArray gradient) {
    INDArray halves = Layouts.unitsLast(inputs[0]);
    INDArray byY = Layouts.unitsLast(gradient);
    INDArray byHalves = rows(halves, halves.size(1));
    if (halves.dataType() == DataType.FLOAT) {
      runBack(halves, byY, byHalves);
    } else {
      INDArray opened = opened(halves);
      half(byHalves, 0).assign(byY.mul(opened));
      INDArray slope = opened.mul(opened.rsub(1));
      half(byHalves, 1).assign(byY.mul(half(halves, 0)).muli(slope));
    }
    return new INDArray[] {Layouts.likeUnitsLast(inputs[0], byHalves)};
  }

  private static void runBack(INDArray halves, INDArray byY, INDArray byHalves) {
    int units = (int) byY.size(1);
    try {
      GateKernel.of(units)
          .backward(
              byY.size(0), units, Layouts.data(halves), Layouts.data(byY), Layouts.data(byHalves));
    } finally {
      Reference.reachabilityFence(halves);
      Reference.reachabilityFence(byY);
    }
  }

  private static INDArray rows(INDArray like, long columns) {
    return Nd4j.createUninitialized(like.dataType(), like.size(0), columns);
  }

  private static INDArray opened(INDArray halves) {
    return Transforms.sigmoid(half(halves, 1), true);
  }

  /** A view of the first or second half of the columns. */
  private static INDArray half(INDArray rows, int which) {
    long half = rows.size(1) / 2;
    return rows.get(NDArrayIndex.all(), NDArrayIndex.interval(which * half, (which + 1) * half));
  }

  @Override
  public InputType outputType(InputType... inputs) {
    if (inputs[0] instanceof InputType.InputTypeConvolutional image) {
      return InputType.convolutional(image.getHeight(), image.getWidth(), image.getChannels() / 2);
    }
    return InputType.feedForward(((InputType.InputTypeFeedForward) inputs[0]).getSize() / 2);
  }
}
