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
    return new CheckpointDirectory(
        directory, options, otherRun, runId, say, System::nanoTime, hadoop);
  }

  /**
   * Deletes what a run has left that was killed after it had put its result in place.
   *
   * @param directory as for {@link #in}
   * @param result that is in place, as {@link #publishing} names it
   * @return whether there was any
   */
  public static boolean deletePublished(Path directory, String result, Configuration hadoop)
      throws IOException {
    return CheckpointDirectory.deleteIfPublished(directory, result, hadoop);
  }

  /**
   * Deletes decoded images for which no run has come to hold the directory, unless another run uses
   * them: for a run that was refused after it had made the directory.
   *
   * @param directory as for {@link #in}
   */
  public static void deleteUnheld(Path directory, String runId, Configuration hadoop)
      throws IOException {
    CheckpointDirectory.deleteIfUnheld(directory, runId, hadoop);
  }

  /**
   * Looks before the data are known whether what is there is another run's; only reads.
   *
   * @param configuration of this run
   * @throws InvalidInputException when it is and is not to be dropped, naming how it differs
   */
  abstract void requireSame(RunIdentity configuration);

  /**
   * Makes this run the holder, once its data are known, and gives the newest state that is whole;
   * none where there is none or another run's was dropped.
   *
   * @throws InvalidInputException likewise; then all is as it was
   */
  abstract Optional<Checkpoint> accept(RunIdentity identity);

  /**
   * Saves a state if it is time.
   *
   * @param rounds done in all
   * @param state asked for only then
   * @throws OutputHeldException when another run has taken over meanwhile
   */
  abstract void offer(long rounds, Supplier<Checkpoint> state);

  /**
   * Saves a state whether it is time or not, and says so.
   *
   * @throws OutputHeldException when another run has taken over meanwhile
   */
  abstract void keep(Checkpoint state);

  /** The newest state that this run has read or written: a path. */
  abstract Optional<String> lastGood();

  /**
   * To be asked before anything is written.
   *
   * @throws OutputHeldException when another run has taken over meanwhile
   */
  abstract void requireHeld() throws IOException;

  /** Likewise, for what is written often: looks every few seconds only. */
  abstract void requireHeldLately();

  /**
   * Does a holder's work. A run that takes over deletes and replaces what this one reads and
   * writes: where that made the work fail, it is said instead of what failed.
   *
   * @throws OutputHeldException when another run has taken over meanwhile
   */
  final <T> T whileHeld(Supplier<T> work) {
    try {
      return work.get();
    } catch (Exception e) { // Spark throws checked ones undeclared
      try {
        requireHeld();
      } catch (OutputHeldException takenOver) {
        takenOver.addSuppressed(e);
        throw takenOver;
      } catch (IOException unknown) {
        e.addSuppressed(unknown);
      }
      throw e;
    }
  }

  /**
   * To be called just before the result is put in place, for {@link #deletePublished}.
   *
   * @param result by a name that no other has
   * @throws OutputHeldException when another run has taken over meanwhile
   */
  public abstract void publishing(String result) throws IOException;

  /**
   * Deletes all, the store beside the states too unless another run uses it: for when the result is
   * there. Where another run has taken over meanwhile, it is left to that one.
   */
  public abstract void delete() throws IOException;
}
