package io.nightjar.model;

import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** (batch, channels × height × width) to (batch, channels, height, width), plane by plane. */
final class VectorToImage extends FeedForwardToCnnPreProcessor {
  private static final long serialVersionUID = 1L;

  private final transient Layouts layouts = new Layouts();

  VectorToImage(FeedForwardToCnnPreProcessor plain) {
    super(plain.getInputHeight(), plain.getInputWidth(), plain.getNumChannels());
  }

  @Override
  public INDArray backprop(INDArray epsilons, int minibatch, LayerWorkspaceMgr workspaces) {
    return epsilons.dataType() == DataType.FLOAT && epsilons.rank() == 4
        ? super.backprop(
            layouts.planes(epsilons, ArrayType.ACTIVATION_GRAD, workspaces), minibatch, workspaces)
        : super.backprop(epsilons, minibatch, workspaces);
  }

  @Override
  public FeedForwardToCnnPreProcessor clone() {
    return new VectorToImage(this);
  }
}
