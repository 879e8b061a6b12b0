package io.nightjar.training;

import io.nightjar.model.Elbo;

/**
 * How an epoch went.
 *
 * @param epoch 1 for the first
 * @param examples images trained on, by all workers
 * @param loss mean training loss, nats per image, β included
 * @param validation terms over the held-out images, after the epoch; no examples where none are
 * @param seconds of its rounds, validation excluded
 * @param computeSeconds of those, inside the training steps, each round counted by its slowest
 *     worker
 */
public record EpochSummary(
    int epoch, long examples, double loss, Elbo validation, double seconds, double computeSeconds) {

  public double imagesPerSecond() {
    return examples / seconds;
  }

  /**
   * The part of the rounds, 0 to 1, that was not training steps: broadcast, scheduling, cutting
   * minibatches, averaging.
   */
  public double overhead() {
    return 1 - computeSeconds / seconds;
  }
}
