package io.nightjar.model;

import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;

/**
 * How many numbers a network holds, which may be far more than any machine does.
 *
 * @param weights of all its layers
 * @param activations of the layers that have weights, for one image; others may work in place
 */
public record NetworkSize(double weights, double activations) {
  /** Products of sizes up to which DL4J counts a layer's weights without overflow. */
  private static final double COUNTABLE = 0x1p58;

  static NetworkSize of(ComputationGraphConfiguration graph, InputType... inputs) {
    Map<String, InputType> outputs = graph.getLayerActivationTypes(inputs);
    double weights = 0;
    double activations = 0;
    for (Map.Entry<String, GraphVertex> vertex : graph.getVertices().entrySet()) {
      double own = weights(vertex.getValue());
      weights += own;
      activations += own == 0 ? 0 : outputs.get(vertex.getKey()).arrayElementsPerExample();
    }
    return new NetworkSize(weights, activations);
  }

  /** About so many, where there are too many to count. */
  private static double weights(GraphVertex vertex) {
    double products =
        vertex instanceof LayerVertex layer
                && layer.getLayerConf().getLayer() instanceof FeedForwardLayer forward
            ? products(forward)
            : 0;
    return products > COUNTABLE ? products : (double) vertex.numParams(false);
  }

  /** An LSTM's outputs are inputs of it, too. */
  private static double products(FeedForwardLayer layer) {
    double inputs = layer.getNIn() + (layer instanceof BaseRecurrentLayer ? layer.getNOut() : 0.0);
    return inputs * layer.getNOut();
  }
}
