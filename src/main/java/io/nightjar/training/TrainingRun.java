package io.nightjar.training;

import java.util.Objects;
import java.util.function.Consumer;

/**
 * What a run is called and where it tells of itself.
 *
 * @param id names the run on the executors
 * @param configuration what decides the result, but for the data
 * @param checkpoints where its states are kept
 * @param eachEpoch told as every epoch ends
 */
public record TrainingRun(
    String id,
    RunIdentity configuration,
    Checkpoints checkpoints,
    Consumer<EpochSummary> eachEpoch) {
  public TrainingRun {
    Objects.requireNonNull(configuration, "configuration");
    Objects.requireNonNull(checkpoints, "checkpoints");
    Objects.requireNonNull(eachEpoch, "eachEpoch");
  }

  /** Without checkpoints. */
  public static TrainingRun unsaved(String id, Consumer<EpochSummary> eachEpoch) {
    return new TrainingRun(id, RunIdentity.NONE, Checkpoints.none(), eachEpoch);
  }
}
