package io.nightjar.model;

import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * The two terms of a graph's last training step, apart from each other and without β.
 *
 * @param reconstruction Σ over the minibatch, nats
 * @param kl likewise, free bits included; 0 for a plain autoencoder
 */
public record LossTerms(double reconstruction, double kl) {

  /** DL4J adds them up and keeps the sum only, so the losses remember. */
  public static LossTerms ofLastStep(ComputationGraph graph) {
    return new LossTerms(last(graph, 0), graph.getNumOutputArrays() > 1 ? last(graph, 1) : 0);
  }

  private static double last(ComputationGraph graph, int output) {
    BaseLayer layer = (BaseLayer) graph.getOutputLayer(output).conf().getLayer();
    return ((TermLoss) ((LossLayer) layer).getLossFn()).lastNats();
  }
}
