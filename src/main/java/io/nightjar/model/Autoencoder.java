package io.nightjar.model;

import io.nightjar.image.ImageShape;
import java.io.Serializable;
import java.util.Objects;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;

/**
 * Everything about a network but its weights.
 *
 * @param architecture the layers
 * @param image shape of the pixels
 * @param latent the space between encoder and decoder
 * @param objective what training minimizes
 */
public record Autoencoder(
    Architecture architecture, ImageShape image, Latent latent, Objective objective)
    implements Serializable {
  public Autoencoder {
    Objects.requireNonNull(objective, "objective");
    Objects.requireNonNull(latent, "latent");
    architecture.requireFits(image);
  }

  /** A graph with fresh weights: the same for the same configuration and seed. */
  public ComputationGraph graph(Optimization optimization) {
    ComputationGraph graph = new ComputationGraph(configuration(optimization));
    graph.init();
    return graph;
  }

  /**
   * The graph's configuration.
   *
   * <p>Inputs: {@code pixels} (batch, channels, height, width) in [0, 1] and, when variational,
   * {@code epsilon} (batch, latentSize). Outputs: {@code reconstruction}, the logits (batch, size),
   * and, when variational, {@code kl}, the posterior head (batch, 2 × latentSize).
   */
  public ComputationGraphConfiguration configuration(Optimization optimization) {
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .seed(optimization.seed())
            .dataType(optimization.dataType())
            .optimizationAlgo(OptimizationAlgorithm.STOCHASTIC_GRADIENT_DESCENT)
            .updater(optimization.updater())
            .graphBuilder();
    return latent.variational() ? variational(graph) : plain(graph);
  }

  private ComputationGraphConfiguration plain(GraphBuilder graph) {
    graph.addInputs("pixels").setInputTypes(pixelType());
    String features = architecture.addEncoder(graph, image, "pixels");
    graph.addLayer("latent", Layers.linear(architecture.features(image), latent.size()), features);
    String logits = architecture.addDecoder(graph, image, "latent", latent.size());
    addReconstruction(graph, logits);
    return graph.setOutputs("reconstruction").build();
  }

  private ComputationGraphConfiguration variational(GraphBuilder graph) {
    graph
        .addInputs("pixels", "epsilon")
        .setInputTypes(pixelType(), InputType.feedForward(latent.size()));
    String features = architecture.addEncoder(graph, image, "pixels");
    graph.addLayer(
        "posterior", Layers.linear(architecture.features(image), latent.headWidth()), features);
    graph.addVertex("z", new ReparameterizationVertex(), "posterior", "epsilon");
    String logits = architecture.addDecoder(graph, image, "z", latent.size());
    addReconstruction(graph, logits);
    graph.addLayer("kl", loss(new KlLoss()), "posterior");
    return graph.setOutputs("reconstruction", "kl").build();
  }

  private void addReconstruction(GraphBuilder graph, String logits) {
    graph.addLayer("reconstruction", loss(new ReconstructionLoss(objective.likelihood())), logits);
  }

  private static LossLayer loss(TermLoss term) {
    return new LossLayer.Builder().lossFunction(term).activation(Activation.IDENTITY).build();
  }

  private InputType pixelType() {
    return InputType.convolutional(image.height(), image.width(), image.channels());
  }
}
