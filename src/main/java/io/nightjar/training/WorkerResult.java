package io.nightjar.training;

import java.io.Serializable;

/**
 * What a worker brings back from a round.
 *
 * @param state its network after its minibatches
 * @param examples images it trained on: its weight in the average
 * @param loss Σ over those images, nats, β included
 * @param reconstruction its reconstruction term, likewise
 * @param kl its KL term without β; not a number where a minibatch had β = 0
 * @param computeSeconds inside the training steps
 * @param busySeconds from the first minibatch to the last: the steps, and waiting for what they
 *     train on
 */
record WorkerResult(
    NetworkState state,
    long examples,
    double loss,
    double reconstruction,
    double kl,
    double computeSeconds,
    double busySeconds)
    implements Serializable {

  /** The same of a network without numbers. */
  WorkerResult withoutNumbers() {
    return with(new NetworkState(new float[0], new float[0], state.iteration()));
  }

  /** The same of another network. */
  WorkerResult with(NetworkState other) {
    return new WorkerResult(other, examples, loss, reconstruction, kl, computeSeconds, busySeconds);
  }
}
