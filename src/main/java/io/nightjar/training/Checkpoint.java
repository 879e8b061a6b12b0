package io.nightjar.training;

import java.util.List;
import java.util.Objects;

/**
 * Where a run stands between two rounds: all that the rest of it depends on, so that going on from
 * here gives the bits of a run that was never stopped.
 *
 * @param identity of the run
 * @param epoch being trained, 0 for the first
 * @param round of the epoch that comes next, 0 for the first
 * @param rounds done in all epochs
 * @param totals of the epoch's rounds so far
 * @param history of the epochs done
 * @param state the averaged network
 * @param average of its parameters over the rounds, null where none is kept
 * @param best epoch so far, null where none is looked for or measured
 * @param lines of the journal, up to here
 */
@SuppressWarnings("ArrayRecordComponent") // moved, never compared by value
record Checkpoint(
    RunIdentity identity,
    int epoch,
    int round,
    long rounds,
    RoundTotals totals,
    List<EpochSummary> history,
    NetworkState state,
    MovingAverage average,
    BestEpoch best,
    byte[] lines) {
  Checkpoint {
    Objects.requireNonNull(identity, "identity");
    Objects.requireNonNull(totals, "totals");
    Objects.requireNonNull(state, "state");
    history = List.copyOf(history);
  }

  /** Of a run that is about to begin. */
  static Checkpoint first(RunIdentity identity, NetworkState state) {
    return new Checkpoint(
        identity, 0, 0, 0, RoundTotals.NONE, List.of(), state, null, null, new byte[0]);
  }

  /** For people: {@code epoch 3, round 17}, the ones that come next, counted from 1. */
  String place() {
    return "epoch %d, round %d".formatted(epoch + 1, round + 1);
  }
}
