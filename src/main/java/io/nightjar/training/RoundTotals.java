package io.nightjar.training;

import io.nightjar.model.Elbo;
import java.util.List;

/**
 * An epoch's rounds so far, added up.
 *
 * @param examples images trained on, by all workers
 * @param loss Σ over them, nats, β included
 * @param seconds of the rounds
 * @param computeSeconds of those, inside the training steps of each round's slowest worker
 * @param busySeconds of those, in the training steps and cutting minibatches for them, likewise
 */
record RoundTotals(
    long examples, double loss, double seconds, double computeSeconds, double busySeconds) {
  static final RoundTotals NONE = new RoundTotals(0, 0, 0, 0, 0);

  /** One round. */
  static RoundTotals of(List<WorkerResult> round, double seconds) {
    return new RoundTotals(
        round.stream().mapToLong(WorkerResult::examples).sum(),
        round.stream().mapToDouble(WorkerResult::loss).sum(),
        seconds,
        round.stream().mapToDouble(WorkerResult::computeSeconds).max().orElse(0),
        round.stream().mapToDouble(WorkerResult::busySeconds).max().orElse(0));
  }

  RoundTotals plus(RoundTotals other) {
    return new RoundTotals(
        examples + other.examples,
        loss + other.loss,
        seconds + other.seconds,
        computeSeconds + other.computeSeconds,
        busySeconds + other.busySeconds);
  }

  /** Nats per image. */
  double meanLoss() {
    return loss / examples;
  }

  /**
   * @param epoch 0 for the first
   */
  EpochSummary summary(int epoch, Elbo validation) {
    return new EpochSummary(
        epoch + 1, examples, meanLoss(), validation, seconds, computeSeconds, busySeconds);
  }
}
