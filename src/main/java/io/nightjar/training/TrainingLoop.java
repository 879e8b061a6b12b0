package io.nightjar.training;

import io.nightjar.InvalidInputException;
import io.nightjar.runtime.Progress;
import java.util.List;
import java.util.Locale;

/** Runs epochs of rounds, from wherever a run stands to its end. */
final class TrainingLoop {
  private static final double NANOS = 1e-9;

  private final TrainingOptions options;
  private final TrainingRun run;
  private final Rounds rounds;
  private final Progress progress;
  private final Divergence divergence;
  private final RunState state;

  /**
   * @param start where the run stands
   */
  TrainingLoop(
      TrainingOptions options,
      TrainingRun run,
      Rounds rounds,
      Progress progress,
      Checkpoint start) {
    this.options = options;
    this.run = run;
    this.rounds = rounds;
    this.progress = progress;
    this.divergence = new Divergence(run.checkpoints());
    this.state = new RunState(start);
    rounds.load(start.state());
  }

  /** Gives the epochs, also those before the start. */
  List<EpochSummary> run() {
    while (state.epoch() < options.epochs()) {
      trainEpoch();
    }
    return state.history();
  }

  private void trainEpoch() {
    EpochPlan plan = rounds.plan(state.epoch());
    requireImagesForAll(plan);
    String name = "epoch %d/%d".formatted(plan.epoch() + 1, options.epochs());
    try (Progress.Task task = progress.start(name, plan.examples(), "images")) {
      task.step(state.totals().examples());
      while (state.round() < plan.rounds() - 1) {
        trainRound(plan, task);
        saveIfDue();
      }
      trainRound(plan, task);
    }
    endEpoch();
    saveIfDue();
  }

  private void trainRound(EpochPlan plan, Progress.Task task) {
    long start = System.nanoTime();
    List<WorkerResult> results = rounds.train(plan, state.round());
    RoundTotals round = RoundTotals.of(results, (System.nanoTime() - start) * NANOS);
    divergence.requireFinite(round.meanLoss(), plan.epoch(), state.round());
    state.endRound(round);
    task.step(round.examples());
    task.message(String.format(Locale.ROOT, "loss %.2f", round.meanLoss()));
  }

  private void endEpoch() {
    EpochSummary summary = state.totals().summary(state.epoch(), rounds.validate(rounds.state()));
    divergence.requireFinite(summary);
    state.endEpoch(summary);
    run.eachEpoch().accept(summary);
  }

  /** Between an epoch's last round and its validation nothing is saved: it would be half an end. */
  private void saveIfDue() {
    run.checkpoints().offer(state.rounds(), () -> state.checkpoint(rounds.state()));
  }

  private void requireImagesForAll(EpochPlan plan) {
    if (plan.rounds() == 0) {
      throw new InvalidInputException(
          "Too few images to train on: %d for %d workers leave one without any; lower training.workers"
              .formatted(plan.images(), options.workers()));
    }
  }
}
