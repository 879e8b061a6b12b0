package io.nightjar.bundle;

import io.nightjar.image.Resize;
import io.nightjar.model.Autoencoder;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * What a bundle is made from.
 *
 * @param autoencoder the network without its weights
 * @param resize how images of other sizes got to the network's
 * @param graph of {@code autoencoder}, with its trained weights; used by one thread at a time
 */
public record TrainedAutoencoder(Autoencoder autoencoder, Resize resize, ComputationGraph graph) {}
