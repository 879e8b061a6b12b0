package io.nightjar.model;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.BaseGraphVertex;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The running form of a {@link TransformVertex}: its arrays go into DL4J's workspaces. */
@SuppressWarnings("overrides") // the base class overrides a varargs method without them
final class RunningTransform extends BaseGraphVertex {
  private static final long serialVersionUID = 1L;

  private final Transform transform;

  RunningTransform(
      ComputationGraph graph, String name, int index, DataType dataType, Transform transform) {
    super(graph, name, index, null, null, dataType);
    this.transform = transform;
  }

  @Override
  public boolean hasLayer() {
    return false;
  }

  @Override
  public Layer getLayer() {
    return null;
  }

  @Override
  @SuppressWarnings("try") // an entered workspace is all that is wanted of it
  public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
    try (MemoryWorkspace workspace = workspaces.notifyScopeBorrowed(ArrayType.ACTIVATIONS)) {
      return transform.forward(inputs, training);
    }
  }

  @Override
  @SuppressWarnings("try")
  public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr workspaces) {
    try (MemoryWorkspace workspace = workspaces.notifyScopeBorrowed(ArrayType.ACTIVATION_GRAD)) {
      return new Pair<>(null, transform.backward(inputs, epsilon));
    }
  }

  @Override
  public void setBackpropGradientsViewArray(INDArray view) {
    if (view != null) {
      throw new IllegalStateException("a transform has no parameters");
    }
  }

  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArrays(
      INDArray[] masks, MaskState state, int minibatchSize) {
    return null;
  }

  @Override
  public String toString() {
    return "%s(%s)".formatted(transform, getVertexName());
  }
}
