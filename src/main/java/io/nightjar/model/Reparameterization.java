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
import org.nd4j.linalg.factory.Nd4j;

/** The running form of {@link ReparameterizationVertex}: forward and backward pass. */
@SuppressWarnings("overrides") // the base class overrides a varargs method without them
final class Reparameterization extends BaseGraphVertex {
  private static final long serialVersionUID = 1L;

  Reparameterization(ComputationGraph graph, String name, int index, DataType dataType) {
    super(graph, name, index, null, null, dataType);
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
    Posterior posterior = Posterior.split(inputs[0]);
    try (MemoryWorkspace workspace = workspaces.notifyScopeBorrowed(ArrayType.ACTIVATIONS)) {
      return posterior.sample(inputs[1]);
    }
  }

  /** dz/dμ = 1; dz/d(log σ²) = ½ σ ε. Nothing flows into ε. */
  @Override
  @SuppressWarnings("try")
  public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr workspaces) {
    Posterior posterior = Posterior.split(inputs[0]);
    try (MemoryWorkspace workspace = workspaces.notifyScopeBorrowed(ArrayType.ACTIVATION_GRAD)) {
      INDArray logVarianceGradient = posterior.stddev().muli(inputs[1]).muli(epsilon).muli(0.5);
      INDArray posteriorGradient = Nd4j.concat(1, epsilon, logVarianceGradient);
      return new Pair<>(null, new INDArray[] {posteriorGradient, null});
    }
  }

  @Override
  public void setBackpropGradientsViewArray(INDArray view) {
    if (view != null) {
      throw new IllegalStateException("a reparameterization has no parameters");
    }
  }

  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArrays(
      INDArray[] masks, MaskState state, int minibatchSize) {
    return null;
  }

  @Override
  public String toString() {
    return "Reparameterization(" + getVertexName() + ")";
  }
}
