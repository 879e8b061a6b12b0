package io.nightjar.bundle;

import io.nightjar.InvalidInputException;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.Optimization;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.NoOp;

/** A graph's weights as named tensors, and back, bit for bit. */
public final class GraphTensors {
  private GraphTensors() {}

  /** The weights in the order of the graph, named {@code vertex.weight}, {@code vertex.bias} … */
  public static List<NamedTensor> of(ComputationGraph graph) {
    List<NamedTensor> tensors = new ArrayList<>();
    views(graph).forEach((name, parts) -> tensors.add(parts.read(name)));
    return tensors;
  }

  /** A graph for inference with these weights; it is not meant to be trained. */
  public static ComputationGraph graph(Autoencoder model, List<NamedTensor> tensors) {
    ComputationGraph graph = model.graph(new Optimization(new NoOp(), 0, DataType.FLOAT));
    restore(tensors, graph);
    return graph;
  }

  /**
   * Sets every weight of {@code graph}; tensors that it has no place for are left out, so that a
   * part of a network takes its part.
   *
   * @throws InvalidInputException when a tensor is missing or of another shape
   */
  public static void restore(List<NamedTensor> tensors, ComputationGraph graph) {
    Map<String, NamedTensor> byName =
        tensors.stream().collect(Collectors.toMap(NamedTensor::name, Function.identity()));
    views(graph).forEach((name, parts) -> assign(name, parts, byName.get(name)));
  }

  private static void assign(String name, TensorParts parts, NamedTensor tensor) {
    if (tensor == null || !tensor.shape().equals(parts.shape())) {
      throw new InvalidInputException(
          "%s has no tensor %s of shape %s, which the manifest's architecture needs: train again"
              .formatted(Bundle.PARAMETERS, name, parts.shape()));
    }
    parts.assign(tensor);
  }

  /** Every parameter in PyTorch's layout, as views of the graph's own memory. */
  private static Map<String, TensorParts> views(ComputationGraph graph) {
    Map<String, TensorParts> views = new LinkedHashMap<>();
    for (Layer layer : graph.getLayers()) {
      if (layer.numParams() > 0) {
        addViews(views, layer);
      }
    }
    return views;
  }

  private static void addViews(Map<String, TensorParts> views, Layer layer) {
    var configuration = layer.conf().getLayer();
    ExportableLayer kind = ExportableLayer.of(configuration);
    layer
        .paramTable()
        .forEach(
            (key, array) ->
                views.put(
                    configuration.getLayerName() + "." + kind.role(key), kind.parts(key, array)));
  }
}
