package io.nightjar.training;

import io.nightjar.InvalidInputException;
import io.nightjar.OutputHeldException;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Where a run's states are kept, or {@link #none}. */
public abstract class Checkpoints {
  Checkpoints() {}

  /** What to do with the states of an unfinished run that would end otherwise than this one. */
  public enum OtherRun {
    REFUSE,
    DROP
  }

  /** Keeps nothing and finds nothing. */
  public static Checkpoints none() {
    return new NoCheckpoints();
  }

  /**
   * In a directory.
   *
   * @param directory on any file system that Hadoop knows; need not exist
   * @param runId of this run, by which it knows whether another one has taken over
   * @param say told in lines for people what is found
   */
  public static Checkpoints in(
      Path directory,
      CheckpointOptions options,
      OtherRun otherRun,
      String runId,
      Consumer<String> say,
      Configuration hadoop)
      throws IOException {
    return new CheckpointDirectory(directory, options, otherRun, runId, say, hadoop);
  }

  /**
   * Makes this run the holder and gives the newest state that is whole, for {@link #accept}.
   *
   * @param configuration of this run; its data are not known yet
   * @throws InvalidInputException when what is there is another run's, naming how it differs
   */
  abstract Optional<Checkpoint> newest(RunIdentity configuration);

  /**
   * Once the data are known: the same state, or none where it is another run's that was dropped.
   *
   * @throws InvalidInputException likewise
   */
  abstract Optional<Checkpoint> accept(Optional<Checkpoint> found, RunIdentity identity);

  /**
   * Saves a state if it is time.
   *
   * @param rounds done in all
   * @param state asked for only then
   * @throws OutputHeldException when another run has taken over meanwhile
   */
  abstract void offer(long rounds, Supplier<Checkpoint> state);

  /** The newest state that this run has read or written: a path. */
  abstract Optional<String> lastGood();

  /**
   * To be asked before the result is written.
   *
   * @throws OutputHeldException when another run has taken over meanwhile
   */
  public abstract void requireHeld() throws IOException;

  /** Deletes all: for when the result is there. */
  public abstract void delete() throws IOException;
}
