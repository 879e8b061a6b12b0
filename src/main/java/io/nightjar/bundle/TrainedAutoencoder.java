package io.nightjar.bundle;

import io.nightjar.image.Preprocessing;
import io.nightjar.model.Autoencoder;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * What a bundle is made from.
 *
 * @param autoencoder the network without its weights
 * @param preprocessing how bytes became the pixels that it was trained on
 * @param graph of {@code autoencoder}, with its trained weights; used by one thread at a time
 */
public record TrainedAutoencoder(
    Autoencoder autoencoder, Preprocessing preprocessing, ComputationGraph graph) {}
