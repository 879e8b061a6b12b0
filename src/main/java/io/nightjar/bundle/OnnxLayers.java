package io.nightjar.bundle;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/** Adds a chain of a DL4J graph's layers to an ONNX graph, each under its vertex's name. */
final class OnnxLayers {
  /** By value: a ReLU with a maximum, say, is not in here. */
  private static final Map<IActivation, String> ACTIVATIONS =
      Map.of(
          new ActivationReLU(), "Relu",
          new ActivationELU(), "Elu",
          new ActivationTanH(), "Tanh",
          new ActivationSigmoid(), "Sigmoid",
          new ActivationIdentity(), "Identity");

  private final ComputationGraphConfiguration configuration;
  private final Map<String, NamedTensor> tensors;
  private final OnnxGraph onnx;

  OnnxLayers(ComputationGraph graph, OnnxGraph onnx) {
    configuration = graph.getConfiguration();
    tensors =
        GraphTensors.of(graph).stream()
            .collect(Collectors.toMap(NamedTensor::name, tensor -> tensor));
    this.onnx = onnx;
  }

  /**
   * Adds the layers behind the vertex {@code from} up to and with {@code to}.
   *
   * @param input the ONNX value that stands for {@code from}
   * @return the name of the last one's output
   * @throws UnsupportedOperationException when one of them has no ONNX form here
   */
  String addChain(String from, String to, String input) {
    Deque<String> chain = new ArrayDeque<>();
    for (String vertex = to; !vertex.equals(from); vertex = onlyInput(vertex)) {
      chain.push(vertex);
    }
    String last = input;
    for (String vertex : chain) {
      last = addLayer(vertex, last);
    }
    return last;
  }

  private String onlyInput(String vertex) {
    List<String> inputs = configuration.getVertexInputs().getOrDefault(vertex, List.of());
    if (inputs.size() != 1) {
      throw unsupported(vertex, "has inputs %s, not one".formatted(inputs));
    }
    return inputs.get(0);
  }

  private String addLayer(String name, String input) {
    GraphVertex vertex = configuration.getVertices().get(name);
    if (!(vertex instanceof LayerVertex layerVertex
        && layerVertex.getLayerConf().getLayer() instanceof BaseLayer layer)) {
      throw unsupported(name, "is no layer with weights");
    }
    ExportableLayer kind = ExportableLayer.of(layer);
    List<String> inputs = new ArrayList<>();
    inputs.add(addReshape(name, layerVertex.getPreProcessor(), input));
    for (String role : List.of(".weight", ".bias")) {
      if (tensors.containsKey(name + role)) {
        inputs.add(onnx.constant(tensors.get(name + role)));
      }
    }
    String linear = onnx.node(kind.operator(), name + "/linear", inputs, kind.attributes(layer));
    return addActivation(name, layer.getActivationFn(), linear);
  }

  /** DL4J flattens and unflattens as ONNX does: channels, then rows, then columns. */
  private String addReshape(String name, InputPreProcessor reshape, String input) {
    if (reshape == null) {
      return input;
    }
    if (reshape instanceof CnnToFeedForwardPreProcessor) {
      return onnx.node("Flatten", name + "/flat", List.of(input));
    }
    if (reshape instanceof FeedForwardToCnnPreProcessor map) {
      String shape =
          onnx.batchOf(
              name + "/shape",
              (int) map.getNumChannels(),
              (int) map.getInputHeight(),
              (int) map.getInputWidth());
      return onnx.node("Reshape", name + "/map", List.of(input, shape));
    }
    throw unsupported(name, "has a " + reshape.getClass().getSimpleName());
  }

  private String addActivation(String name, IActivation activation, String input) {
    if (activation instanceof ActivationLReLU leaky) {
      var alpha = OnnxGraph.attribute("alpha", leaky.getAlpha());
      return onnx.node("LeakyRelu", name, List.of(input), List.of(alpha));
    }
    String operator = ACTIVATIONS.get(activation);
    if (operator == null) {
      throw unsupported(name, "has activation " + activation);
    }
    return onnx.node(operator, name, List.of(input));
  }

  private static UnsupportedOperationException unsupported(String vertex, String problem) {
    return new UnsupportedOperationException(
        "vertex %s %s: it cannot be exported to ONNX yet".formatted(vertex, problem));
  }
}
