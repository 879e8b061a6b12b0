package io.nightjar.model;

import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * z = μ + σ ⊙ ε with σ = exp(½ log σ²): a sample of the posterior that gradients pass through.
 *
 * <p>Inputs: {@code posterior} (batch, 2 × latentSize), means then log-variances, and {@code
 * epsilon} (batch, latentSize), drawn from N(0, I) outside the graph. Output: (batch, latentSize).
 *
 * @see <a href="https://arxiv.org/abs/1312.6114">Kingma and Welling 2013, section 2.4</a>
 */
public final class ReparameterizationVertex extends GraphVertex {
  private static final long serialVersionUID = 1L;

  @Override
  public GraphVertex clone() {
    return new ReparameterizationVertex();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ReparameterizationVertex;
  }

  @Override
  public int hashCode() {
    return ReparameterizationVertex.class.hashCode();
  }

  @Override
  public long numParams(boolean backprop) {
    return 0;
  }

  @Override
  public int minVertexInputs() {
    return 2;
  }

  @Override
  public int maxVertexInputs() {
    return 2;
  }

  @Override
  public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
      ComputationGraph graph,
      String name,
      int index,
      INDArray parameters,
      boolean initializeParameters,
      DataType dataType) {
    return new Reparameterization(graph, name, index, dataType);
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType... inputs) {
    return inputs[1];
  }

  @Override
  public MemoryReport getMemoryReport(InputType... inputs) {
    return new LayerMemoryReport.Builder(
            null, ReparameterizationVertex.class, inputs[0], getOutputType(-1, inputs))
        .standardMemory(0, 0)
        .workingMemory(0, 0, 0, 0)
        .cacheMemory(0, 0)
        .build();
  }
}
