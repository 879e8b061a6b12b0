package io.nightjar.training;

import io.nightjar.model.LearningRate;
import io.nightjar.runtime.Progress;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Runs epochs of rounds, from wherever a run stands to its end. */
final class TrainingLoop {
  private static final double NANOS = 1e-9;

  private final TrainingOptions options;
  private final TrainingRun run;
  private final Rounds rounds;
  private final Progress progress;
  private final Divergence divergence;
  private final RunState state;
  private final LearningRate learningRate;
  private final Consumer<RoundReport> eachRound;
  private final Advice advice = new Advice();

  /**
   * @param learningRate the workers', to tell of it
   * @param divergence ends a run that has failed
   * @param eachRound shown every round
   * @param start where the run stands
   */
  TrainingLoop(
      TrainingOptions options,
      TrainingRun run,
      Rounds rounds,
      LearningRate learningRate,
      Divergence divergence,
      Progress progress,
      Consumer<RoundReport> eachRound,
      Checkpoint start) {
    this.options = options;
    this.run = run;
    this.rounds = rounds;
    this.learningRate = learningRate;
    this.progress = progress;
    this.eachRound = eachRound;
    this.divergence = divergence;
    this.state = new RunState(start);
    rounds.load(start.state());
    run.journal().begin(start.lines());
  }

  /**
   * Runs to the end, after which the network is the one to bundle.
   *
   * @throws StopRequest.StoppedException when the run is asked to end before
   */
  Ended run() {
    run.stop().begin();
    try {
      return runEpochs();
    } finally {
      run.stop().end();
    }
  }

  private Ended runEpochs() {
    while (state.epoch() < options.epochs() && !state.isStalledFor(options.patience())) {
      trainEpoch();
    }
    NetworkState last = rounds.state();
    if (options.patience() > 0 && state.best() != null) {
      BestEpoch best = state.best();
      rounds.load(new NetworkState(best.parameters(), last.updater(), last.iteration()));
      return new Ended(state.history(), best.epoch());
    }
    rounds.load(state.evaluated(last, rounds.statistics()));
    return new Ended(state.history(), state.epoch());
  }

  /**
   * How it went.
   *
   * @param history of all epochs, also those before the start
   * @param epoch whose network it is now, 1 for the first
   */
  record Ended(List<EpochSummary> history, int epoch) {}

  private void trainEpoch() {
    EpochPlan plan = rounds.plan(state.epoch());
    String name = "epoch %d/%d".formatted(plan.epoch() + 1, options.epochs());
    RoundReport last;
    try (Progress.Task task = progress.startPassing(name, plan.images(), "images")) {
      task.step(state.totals().examples());
      while (state.round() < plan.rounds() - 1) {
        tell(trainRound(plan, task));
        saveIfDue();
      }
      last = trainRound(plan, task);
    }
    tell(last.with(RoundReport.Validation.of(endEpoch().validation())));
    if (state.best() == null) { // Otherwise the best epoch's network is there to be taken.
      divergence.requireNotLost(state.history());
    }
    saveIfDue();
  }

  private RoundReport trainRound(EpochPlan plan, Progress.Task task) {
    long start = System.nanoTime();
    RoundResult result = rounds.train(plan, state.round());
    RoundTotals round = RoundTotals.of(result.workers(), (System.nanoTime() - start) * NANOS);
    divergence.requireFinite(round.meanLoss(), plan.epoch(), state.round());
    // What the last steps have done shows in no loss yet, and must not be saved as good.
    divergence.requireFiniteWeights(result.parameterNorm(), plan.epoch(), state.round());
    if (options.emaDecay() > 0) {
      state.average(result.average(), options.emaDecay());
    }
    double rate = learningRate.at(Math.max(0, result.average().iteration() - 1));
    state.endRound(round);
    task.message(message(round));
    task.step(round.examples());
    advice.after(round).ifPresent(run.say());
    return RoundReport.of(state.rounds(), plan, rate, round, result);
  }

  private String message(RoundTotals round) {
    EpochSummary last = state.lastEpoch();
    String validation =
        last == null || last.validation().examples() == 0
            ? ""
            : String.format(
                Locale.ROOT,
                ", validation %,.1f after epoch %d",
                last.validation().boundPerImage(),
                last.epoch());
    return String.format(
        Locale.ROOT, "round %,d, loss %,.1f%s", state.rounds(), round.meanLoss(), validation);
  }

  private void tell(RoundReport report) {
    run.checkpoints().requireHeldLately();
    run.journal().add(report);
    eachRound.accept(report);
  }

  private EpochSummary endEpoch() {
    NetworkState evaluated = state.evaluated(rounds.state(), rounds.statistics());
    EpochSummary summary = state.totals().summary(state.epoch(), rounds.validate(evaluated));
    divergence.requireFinite(summary);
    if (options.patience() > 0) {
      state.keepIfBest(summary, evaluated);
    }
    state.endEpoch(summary);
    run.eachEpoch().accept(summary);
    return summary;
  }

  /** Between an epoch's last round and its validation nothing is saved: it would be half an end. */
  private void saveIfDue() {
    if (run.stop().isWanted()) {
      run.checkpoints().keep(now());
      throw new StopRequest.StoppedException();
    }
    run.checkpoints().offer(state.rounds(), this::now);
  }

  private Checkpoint now() {
    return state.checkpoint(rounds.state(), run.journal().lines());
  }
}
