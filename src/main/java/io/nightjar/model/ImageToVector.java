package io.nightjar.model;

import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** (batch, channels, height, width) to (batch, channels × height × width), plane by plane. */
final class ImageToVector extends CnnToFeedForwardPreProcessor {
  private static final long serialVersionUID = 1L;

  private final transient Layouts layouts = new Layouts();

  ImageToVector(CnnToFeedForwardPreProcessor plain) {
    super(plain.getInputHeight(), plain.getInputWidth(), plain.getNumChannels());
  }

  @Override
  public INDArray preProcess(INDArray input, int minibatch, LayerWorkspaceMgr workspaces) {
    return input.dataType() == DataType.FLOAT && input.rank() == 4
        ? super.preProcess(
            layouts.planes(input, ArrayType.ACTIVATIONS, workspaces), minibatch, workspaces)
        : super.preProcess(input, minibatch, workspaces);
  }

  @Override
  public CnnToFeedForwardPreProcessor clone() {
    return new ImageToVector(this);
  }

  /** Nothing, where no gradient flows. */
  @Override
  public INDArray backprop(INDArray epsilons, int minibatch, LayerWorkspaceMgr workspaces) {
    return epsilons == null ? null : super.backprop(epsilons, minibatch, workspaces);
  }
}
