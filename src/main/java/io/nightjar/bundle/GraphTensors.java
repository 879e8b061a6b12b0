package io.nightjar.bundle;

import io.nightjar.InvalidInputException;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.Optimization;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

/** A graph's weights as named tensors, and back, bit for bit. */
public final class GraphTensors {
  private GraphTensors() {}

  /** The weights in the order of the graph, named {@code vertex.weight} and {@code vertex.bias}. */
  public static List<NamedTensor> of(ComputationGraph graph) {
    List<NamedTensor> tensors = new ArrayList<>();
    views(graph).forEach((name, view) -> tensors.add(tensor(name, view)));
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
    views(graph).forEach((name, view) -> assign(name, view, byName.get(name)));
  }

  private static void assign(String name, INDArray view, NamedTensor tensor) {
    if (tensor == null || !tensor.shape().equals(shape(view))) {
      throw new InvalidInputException(
          "%s has no tensor %s of shape %s, which the manifest's architecture needs: train again"
              .formatted(Bundle.PARAMETERS, name, shape(view)));
    }
    view.assign(Nd4j.create(tensor.values(), view.shape(), 'c'));
  }

  private static NamedTensor tensor(String name, INDArray view) {
    return new NamedTensor(name, shape(view), view.dup('c').data().asFloat());
  }

  private static List<Integer> shape(INDArray view) {
    return Arrays.stream(view.shape()).mapToObj(Math::toIntExact).toList();
  }

  /** Every weight in PyTorch's layout, as a view of the graph's own memory. */
  private static Map<String, INDArray> views(ComputationGraph graph) {
    Map<String, INDArray> views = new LinkedHashMap<>();
    for (Layer layer : graph.getLayers()) {
      if (layer.numParams() > 0) {
        addViews(views, layer);
      }
    }
    return views;
  }

  private static void addViews(Map<String, INDArray> views, Layer layer) {
    var configuration = layer.conf().getLayer();
    ExportableLayer kind = ExportableLayer.of(configuration);
    String name = configuration.getLayerName();
    layer
        .paramTable()
        .forEach(
            (key, array) -> {
              switch (key) {
                case "W" -> views.put(name + ".weight", kind.torchView(array));
                case "b" -> views.put(name + ".bias", array.reshape(array.length()));
                default ->
                    throw new UnsupportedOperationException(
                        "a bundle cannot hold parameter %s of layer %s".formatted(key, name));
              }
            });
  }
}
