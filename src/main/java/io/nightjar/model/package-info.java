/**
 * The autoencoder family: one record per architecture with its graph, the reparameterization
 * vertex, the losses, and the ELBO of a batch. Imports {@code image}; DL4J and ND4J outside; no
 * Spark.
 *
 * <p>An {@link io.nightjar.model.Autoencoder} is immutable data that says everything about a
 * network but its weights. Its graphs share their vertex names: inputs {@code pixels} and, when
 * variational, {@code epsilon}; the encoder ends in {@code posterior} (mean and log-variance) or
 * {@code latent}; the decoder starts from {@code z} (or {@code latent}) and ends in {@code logits}.
 */
package io.nightjar.model;
