package io.nightjar.model;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.activations.Activation;

/**
 * A run of vertices under construction, each fed by the one before. Knows how a hidden layer is
 * normalized, activated and dropped out, so that architectures say only which layers there are.
 */
public final class Chain {
  /** What {@link Dropout} vertices take their masks from. */
  static final String DROPOUT = "dropout";

  private static final double RUNNING_AVERAGE_DECAY = 0.9;
  private static final double EPSILON = 1e-5;

  private final GraphBuilder graph;
  private final String input;
  private final double dropout;
  private final Output output;
  private String last;
  private int droppedUnits;

  /**
   * @param from the first vertex's input
   * @param dropout rate of hidden units; above 0 the graph has an input {@value #DROPOUT}
   * @param output what the chain's last layer is to give
   */
  Chain(GraphBuilder graph, String from, double dropout, Output output) {
    this.graph = graph;
    this.output = output;
    this.input = from;
    this.last = from;
    this.dropout = dropout;
  }

  /** What the last layer of a decoder gives. */
  enum Output {
    /** All of the logits. */
    WHOLE(Autoencoder.LOGITS),
    /** What a linear path leaves over; nothing at first. */
    RESIDUAL(Autoencoder.LOGITS + Autoencoder.RESIDUAL);

    private final String vertex;

    Output(String vertex) {
      this.vertex = vertex;
    }
  }

  /** Goes on from another vertex. */
  void continueFrom(String vertex) {
    last = vertex;
  }

  /** The vertex added last. */
  String last() {
    return last;
  }

  /** Units that drop so far: columns of the input {@value #DROPOUT}. */
  int droppedUnits() {
    return droppedUnits;
  }

  /** Adds a layer as it is. */
  void add(String name, Layer layer) {
    add(name, layer, null);
  }

  void add(String name, Layer layer, InputPreProcessor reshape) {
    if (last.equals(input) && layer instanceof KernelLayer.Form form) {
      form.setFirst();
    }
    graph.addLayer(name, layer, reshape, last);
    last = name;
  }

  /** Adds a decoder's last layer. */
  void addLogits(BaseLayer layer, InputPreProcessor reshape) {
    add(output.vertex, ofOutput(layer), reshape);
  }

  /** Adds a decoder's last layer, and how what it gives becomes images. */
  void addLogits(BaseLayer layer, Transform toImages) {
    add("decoder.row", ofOutput(layer));
    add(output.vertex, toImages);
  }

  private BaseLayer ofOutput(BaseLayer layer) {
    return output == Output.RESIDUAL ? Layers.zero(layer) : layer;
  }

  void add(String name, Transform transform) {
    graph.addVertex(name, new TransformVertex(transform), last);
    last = name;
  }

  /**
   * Adds a hidden layer: its weights, then normalization, activation or gates, and dropout.
   *
   * @param layer linear
   * @param reshape of its input, null where it fits
   */
  void addHidden(
      String name, FeedForwardLayer layer, InputPreProcessor reshape, HiddenUnits units) {
    int outputs = (int) layer.getNOut();
    if (units.normalization() == Normalization.BATCH) {
      add(name, layer, reshape);
      add(name + ".norm", batchNormalization(outputs));
      add(name + ".activation", new ActivationLayer(units.activation().dl4j()));
    } else {
      layer.setActivationFn(units.activation().dl4j().getActivationFunction());
      add(name, layer, reshape);
    }
    if (units.isGated()) {
      add(name + ".gate", new Gate());
    }
    addDropout(name, units.isGated() ? outputs / 2 : outputs);
  }

  /** Adds an LSTM over (batch, inputs, steps), and dropout of its outputs. */
  void addLstm(String name, int inputs, int outputs) {
    add(
        name,
        new LSTM.Builder()
            .nIn(inputs)
            .nOut(outputs)
            .activation(Activation.TANH)
            .gateActivationFunction(Activation.SIGMOID)
            .build());
    addDropout(name, outputs);
  }

  private void addDropout(String name, int units) {
    if (dropout > 0) {
      String vertex = name + ".dropout";
      Dropout masks = new Dropout(droppedUnits, droppedUnits + units);
      graph.addVertex(vertex, new TransformVertex(masks), last, DROPOUT);
      last = vertex;
      droppedUnits = Math.addExact(droppedUnits, units);
    }
  }

  /** Variances rather than log-deviations: only those can be averaged over workers. */
  private static BatchNormalization batchNormalization(int units) {
    return new BatchNormalization.Builder()
        .nIn(units)
        .nOut(units)
        .decay(RUNNING_AVERAGE_DECAY)
        .eps(EPSILON)
        .useLogStd(false)
        .build();
  }
}
