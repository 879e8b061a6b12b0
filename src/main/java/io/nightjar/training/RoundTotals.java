package io.nightjar.training;

import java.util.List;

/** Adds up an epoch's rounds. */
final class RoundTotals {
  private static final double NANOS = 1e-9;

  private long examples;
  private double loss;
  private double seconds;
  private double computeSeconds;
  private double busySeconds;

  /** Adds a round; returns its mean loss, nats per image. */
  double add(List<WorkerResult> round, long nanos) {
    long seen = round.stream().mapToLong(WorkerResult::examples).sum();
    double sum = round.stream().mapToDouble(WorkerResult::loss).sum();
    examples += seen;
    loss += sum;
    seconds += nanos * NANOS;
    computeSeconds += round.stream().mapToDouble(WorkerResult::computeSeconds).max().orElse(0);
    busySeconds += round.stream().mapToDouble(WorkerResult::busySeconds).max().orElse(0);
    return sum / seen;
  }

  EpochSummary summary(int epoch, io.nightjar.model.Elbo validation) {
    return new EpochSummary(
        epoch + 1, examples, loss / examples, validation, seconds, computeSeconds, busySeconds);
  }
}
