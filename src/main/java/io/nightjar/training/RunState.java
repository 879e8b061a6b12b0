package io.nightjar.training;

import java.util.ArrayList;
import java.util.List;

/** Where a run stands, changed round by round: what a {@link Checkpoint} is taken of. */
final class RunState {
  private final RunIdentity identity;
  private final List<EpochSummary> history;
  private int epoch;
  private int round;
  private long rounds;
  private RoundTotals totals;
  private MovingAverage average;
  private BestEpoch best;

  RunState(Checkpoint from) {
    identity = from.identity();
    history = new ArrayList<>(from.history());
    epoch = from.epoch();
    round = from.round();
    rounds = from.rounds();
    totals = from.totals();
    average = from.average();
    best = from.best();
  }

  void endRound(RoundTotals of) {
    totals = totals.plus(of);
    round++;
    rounds++;
  }

  /** Takes the network of the round that is about to end into the moving average. */
  void average(NetworkState state, double decay) {
    if (average == null) {
      average = MovingAverage.of(state.parameters());
    }
    average.add(state.parameters(), decay, rounds);
  }

  /** The network to validate and to bundle: with the moving average, where one is kept. */
  NetworkState evaluated(NetworkState state, List<RunningStatistics> statistics) {
    return average == null ? state : average.of(state, statistics);
  }

  /** Keeps the network of the epoch that is about to end if none before had a lower loss. */
  void keepIfBest(EpochSummary summary, NetworkState evaluated) {
    double loss = summary.validation().boundPerImage(); // not a number without held-out images
    if (best == null ? loss < Double.POSITIVE_INFINITY : loss < best.loss()) {
      best = new BestEpoch(summary.epoch(), loss, evaluated.parameters());
    }
  }

  void endEpoch(EpochSummary summary) {
    history.add(summary);
    totals = RoundTotals.NONE;
    round = 0;
    epoch++;
  }

  Checkpoint checkpoint(NetworkState state, byte[] lines) {
    return new Checkpoint(
        identity, epoch, round, rounds, totals, history, state, average, best, lines);
  }

  /** Null where no epoch could be measured. */
  BestEpoch best() {
    return best;
  }

  /** Whether that many epochs have brought nothing better than the best before them. */
  boolean isStalledFor(int patience) {
    return patience > 0 && best != null && history.size() - best.epoch() >= patience;
  }

  /** The epoch under way, or that comes next: 0 for the first. */
  int epoch() {
    return epoch;
  }

  /** The round of the epoch that comes next: 0 for the first. */
  int round() {
    return round;
  }

  /** Rounds done in all epochs. */
  long rounds() {
    return rounds;
  }

  /** Of the epoch's rounds so far. */
  RoundTotals totals() {
    return totals;
  }

  /** The last of the epochs done, null before the end of the first. */
  EpochSummary lastEpoch() {
    return history.isEmpty() ? null : history.get(history.size() - 1);
  }

  /** Of the epochs done. */
  List<EpochSummary> history() {
    return List.copyOf(history);
  }
}
