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
 * @param busySeconds of those, inside the training steps and waiting for their minibatches,
 *     likewise
 */
public record EpochSummary(
    int epoch,
    long examples,
    double loss,
    Elbo validation,
    double seconds,
    double computeSeconds,
    double busySeconds) {

  public double imagesPerSecond() {
    return examples / seconds;
  }

  /** The part of the rounds, 0 to 1, that was averaging, broadcast and scheduling. */
  public double overhead() {
    return 1 - busySeconds / seconds;
  }

  /** The part of the rounds, 0 to 1, that was waiting for minibatches. */
  public double input() {
    return (busySeconds - computeSeconds) / seconds;
  }
}
