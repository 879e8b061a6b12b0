package io.nightjar.training;

import java.util.Objects;
import java.util.function.Consumer;

/**
 * What a run is called and where it tells of itself.
 *
 * @param id names the run on the executors
 * @param configuration what decides the result, but for the data
 * @param checkpoints where its states are kept
 * @param journal its history, round by round
 * @param eachEpoch told as every epoch ends
 * @param say told lines for people
 * @param requireWanted asked again once the images are decoded, which may take hours: fails where
 *     the result is there by now
 * @param stop by which it is asked to end early
 */
public record TrainingRun(
    String id,
    RunIdentity configuration,
    Checkpoints checkpoints,
    Journal journal,
    Consumer<EpochSummary> eachEpoch,
    Consumer<String> say,
    Runnable requireWanted,
    StopRequest stop) {
  public TrainingRun {
    Objects.requireNonNull(configuration, "configuration");
    Objects.requireNonNull(checkpoints, "checkpoints");
    Objects.requireNonNull(journal, "journal");
    Objects.requireNonNull(eachEpoch, "eachEpoch");
    Objects.requireNonNull(say, "say");
    Objects.requireNonNull(requireWanted, "requireWanted");
    Objects.requireNonNull(stop, "stop");
  }

  /** Without checkpoints, history and advice. */
  public static TrainingRun unsaved(String id, Consumer<EpochSummary> eachEpoch) {
    return new TrainingRun(
        id,
        RunIdentity.NONE,
        Checkpoints.none(),
        Journal.unwritten(),
        eachEpoch,
        line -> {},
        () -> {},
        new StopRequest());
  }
}
