package io.nightjar.model;

import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Broadcast;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * In training, sets units to zero and scales the others up; in inference the identity.
 *
 * <p>Inputs: activations, (batch, units), (batch, channels, height, width) or (batch, features,
 * rows), and {@code dropout} (batch, all units of the network that drop), 0 or 1 / (1 − rate),
 * drawn outside the graph. A channel is dropped as a whole, and a feature at every row alike.
 *
 * @param from the first of this vertex's columns of {@code dropout}
 * @param to one past the last
 * @see <a href="https://jmlr.org/papers/v15/srivastava14a.html">Srivastava et al. 2014, section
 *     4</a>; for channels <a href="https://arxiv.org/abs/1411.4280">Tompson et al. 2014, section
 *     3.2</a>; for rows <a href="https://arxiv.org/abs/1512.05287">Gal and Ghahramani 2015</a>
 */
public record Dropout(int from, int to) implements Transform {
  @Override
  public int inputs() {
    return 2;
  }

  @Override
  public INDArray forward(INDArray[] inputs, boolean training) {
    return training ? masked(inputs[0], inputs[1]) : inputs[0].dup('c');
  }

  @Override
  public INDArray[] backward(INDArray[] inputs, INDArray gradient) {
    return new INDArray[] {masked(gradient, inputs[1]), null};
  }

  private INDArray masked(INDArray values, INDArray masks) {
    INDArray mask = masks.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to)).dup('c');
    return values.rank() == 2
        ? values.mul(mask)
        : Broadcast.mul(values, mask, values.dup('c'), 0, 1);
  }

  @Override
  public InputType outputType(InputType... inputs) {
    return inputs[0];
  }
}
