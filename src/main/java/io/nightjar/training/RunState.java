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

  RunState(Checkpoint from) {
    identity = from.identity();
    history = new ArrayList<>(from.history());
    epoch = from.epoch();
    round = from.round();
    rounds = from.rounds();
    totals = from.totals();
  }

  void endRound(RoundTotals of) {
    totals = totals.plus(of);
    round++;
    rounds++;
  }

  void endEpoch(EpochSummary summary) {
    history.add(summary);
    totals = RoundTotals.NONE;
    round = 0;
    epoch++;
  }

  Checkpoint checkpoint(NetworkState state) {
    return new Checkpoint(identity, epoch, round, rounds, totals, history, state);
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

  /** Of the epochs done. */
  List<EpochSummary> history() {
    return List.copyOf(history);
  }
}
