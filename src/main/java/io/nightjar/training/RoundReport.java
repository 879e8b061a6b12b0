package io.nightjar.training;

import io.nightjar.model.Elbo;
import java.util.List;

/**
 * One line of a run's history: {@code data-schemas/history.schema.json}. Nats and seconds; what is
 * not known is null.
 *
 * @param round of the run, 1 for the first
 * @param epoch 1 for the first
 * @param examples images trained on in this round, by all workers
 * @param loss mean training loss, nats per image, β included
 * @param reconstruction its reconstruction term, nats per image
 * @param kl its KL term without β, nats per image, free bits included; 0 for a plain autoencoder
 * @param learningRate of the round's last minibatch
 * @param averagingFrequency minibatches of each worker between averagings in this epoch
 * @param seconds of the round
 * @param imagesPerSecond by these
 * @param parameterNorm L2 norm of all parameters after the round
 * @param updateNorm L2 norm of what the round has changed in them
 * @param validation after an epoch's last round, if images are held out, otherwise null
 */
record RoundReport(
    long round,
    int epoch,
    long examples,
    double loss,
    Double reconstruction,
    Double kl,
    double learningRate,
    int averagingFrequency,
    Seconds seconds,
    double imagesPerSecond,
    double parameterNorm,
    double updateNorm,
    Validation validation) {

  /**
   * Where a round's time went. The parts add up to the total.
   *
   * @param total wall time
   * @param compute inside the training steps of the slowest worker
   * @param input cutting its minibatches
   * @param averaging on the driver
   * @param broadcast likewise: handing the network out
   * @param waiting the rest: scheduling, fetching the network, sending results, slower tasks' waves
   */
  record Seconds(
      double total,
      double compute,
      double input,
      double averaging,
      double broadcast,
      double waiting) {

    static Seconds of(RoundTotals totals, RoundResult result) {
      double input = totals.busySeconds() - totals.computeSeconds();
      double known = totals.busySeconds() + result.averagingSeconds() + result.broadcastSeconds();
      return new Seconds(
          totals.seconds(),
          totals.computeSeconds(),
          input,
          result.averagingSeconds(),
          result.broadcastSeconds(),
          Math.max(0, totals.seconds() - known));
    }
  }

  /**
   * On the held-out images, nats per image.
   *
   * @param bound what the model is trained on: −ELBO, or the bound of several draws
   */
  record Validation(double negativeElbo, double reconstruction, double kl, double bound) {
    /** Null where none are held out. */
    static Validation of(Elbo elbo) {
      return elbo.examples() == 0
          ? null
          : new Validation(
              elbo.negative(),
              elbo.reconstructionPerImage(),
              elbo.klPerImage(),
              elbo.boundPerImage());
    }
  }

  static RoundReport of(
      long round, EpochPlan plan, double learningRate, RoundTotals totals, RoundResult result) {
    List<WorkerResult> workers = result.workers();
    return new RoundReport(
        round,
        plan.epoch() + 1,
        totals.examples(),
        totals.meanLoss(),
        known(workers.stream().mapToDouble(WorkerResult::reconstruction).sum() / totals.examples()),
        known(workers.stream().mapToDouble(WorkerResult::kl).sum() / totals.examples()),
        learningRate,
        plan.averagingFrequency(),
        Seconds.of(totals, result),
        totals.examples() / totals.seconds(),
        result.parameterNorm(),
        result.updateNorm(),
        null);
  }

  private static Double known(double value) {
    return Double.isFinite(value) ? Double.valueOf(value) : null;
  }

  RoundReport with(Validation measured) {
    return new RoundReport(
        round,
        epoch,
        examples,
        loss,
        reconstruction,
        kl,
        learningRate,
        averagingFrequency,
        seconds,
        imagesPerSecond,
        parameterNorm,
        updateNorm,
        measured);
  }
}
