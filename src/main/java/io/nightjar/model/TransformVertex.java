package io.nightjar.model;

import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A {@link Transform} as DL4J's graphs want a vertex: the configuration. */
public final class TransformVertex extends GraphVertex {
  private static final long serialVersionUID = 1L;

  private final Transform transform;

  TransformVertex(Transform transform) {
    this.transform = transform;
  }

  public Transform transform() {
    return transform;
  }

  @Override
  public GraphVertex clone() {
    return new TransformVertex(transform);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TransformVertex vertex && vertex.transform.equals(transform);
  }

  @Override
  public int hashCode() {
    return transform.hashCode();
  }

  @Override
  public long numParams(boolean backprop) {
    return 0;
  }

  @Override
  public int minVertexInputs() {
    return transform.inputs();
  }

  @Override
  public int maxVertexInputs() {
    return transform.inputs();
  }

  @Override
  public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
      ComputationGraph graph,
      String name,
      int index,
      INDArray parameters,
      boolean initializeParameters,
      DataType dataType) {
    return new RunningTransform(graph, name, index, dataType, transform);
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType... inputs) {
    return transform.outputType(inputs);
  }

  @Override
  public MemoryReport getMemoryReport(InputType... inputs) {
    return new LayerMemoryReport.Builder(
            null, TransformVertex.class, inputs[0], getOutputType(-1, inputs))
        .standardMemory(0, 0)
        .workingMemory(0, 0, 0, 0)
        .cacheMemory(0, 0)
        .build();
  }
}
