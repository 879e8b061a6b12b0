package io.nightjar.bundle;

import io.nightjar.model.AddScaled;
import io.nightjar.model.Dropout;
import io.nightjar.model.Transform;
import io.nightjar.model.TransformVertex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/** Adds a part of a DL4J graph's layers to an ONNX graph, each under its vertex's name. */
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

  /**
   * @param configuration of the DL4J graph
   * @param weights its tensors
   * @param onnx where the layers go
   */
  OnnxLayers(
      ComputationGraphConfiguration configuration, List<NamedTensor> weights, OnnxGraph onnx) {
    this.configuration = configuration;
    this.tensors = weights.stream().collect(Collectors.toMap(NamedTensor::name, tensor -> tensor));
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
    Map<String, String> outputs = new HashMap<>(Map.of(from, input));
    return addWithInputs(to, outputs);
  }

  /** Goes back from a vertex to what is there already, and adds what is not. */
  private String addWithInputs(String vertex, Map<String, String> outputs) {
    String known = outputs.get(vertex);
    if (known != null) {
      return known;
    }
    List<String> inputs = new ArrayList<>();
    for (String input : inputs(vertex)) {
      inputs.add(addWithInputs(input, outputs));
    }
    String output = addVertex(vertex, inputs);
    outputs.put(vertex, output);
    return output;
  }

  /** What a vertex goes on from; dropout takes its masks besides. */
  private List<String> inputs(String vertex) {
    List<String> inputs = configuration.getVertexInputs().getOrDefault(vertex, List.of());
    Transform transform =
        configuration.getVertices().get(vertex) instanceof TransformVertex of
            ? of.transform()
            : null;
    if (transform instanceof Dropout) {
      return inputs.subList(0, 1);
    }
    if (inputs.size() != (transform instanceof AddScaled ? 2 : 1)) {
      throw unsupported(vertex, "has inputs %s".formatted(inputs));
    }
    return inputs;
  }

  private String addVertex(String name, List<String> inputs) {
    GraphVertex vertex = configuration.getVertices().get(name);
    if (vertex instanceof TransformVertex transform) {
      return ExportableTransform.of(transform.transform())
          .addTo(onnx, transform.transform(), inputs, name);
    }
    if (vertex instanceof LayerVertex layer) {
      String reshaped = addReshape(name, layer.getPreProcessor(), inputs.get(0));
      return addLayer(name, layer.getLayerConf().getLayer(), reshaped);
    }
    throw unsupported(name, "is a " + vertex.getClass().getSimpleName());
  }

  private String addLayer(String name, Layer layer, String input) {
    if (layer instanceof ActivationLayer activation) {
      return addActivation(name, activation.getActivationFn(), input);
    }
    ExportableLayer kind = ExportableLayer.of(layer);
    List<String> inputs = new ArrayList<>(List.of(input));
    for (String role : kind.roles()) {
      NamedTensor tensor = tensors.get(name + "." + role);
      if (tensor != null) {
        inputs.add(onnx.constant(tensor));
      }
    }
    return kind.activates()
        ? addActivation(
            name,
            ((BaseLayer) layer).getActivationFn(),
            kind.addTo(onnx, layer, inputs, name + "/linear"))
        : kind.addTo(onnx, layer, inputs, name);
  }

  /** DL4J flattens and unflattens as ONNX does: channels, then rows, then columns. */
  private String addReshape(String name, InputPreProcessor reshape, String input) {
    if (reshape == null) {
      return input;
    }
    if (reshape instanceof CnnToFeedForwardPreProcessor) {
      return onnx.flatten(name + "/flat", input, 1);
    }
    if (reshape instanceof FeedForwardToCnnPreProcessor map) {
      return onnx.reshape(
          name + "/map", input, 0, map.getNumChannels(), map.getInputHeight(), map.getInputWidth());
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
