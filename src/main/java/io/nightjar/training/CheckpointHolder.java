package io.nightjar.training;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nightjar.OutputHeldException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.LongSupplier;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The file {@code holder} in a directory of checkpoints, which names the run that writes there. A
 * run becomes the holder when it begins to train, dead or alive as the one before may be: there is
 * no lock to be left behind. A run that is the holder no more ends the next time it looks, which is
 * before it writes anything.
 */
final class CheckpointHolder {
  private static final double NANOS = 1e-9;

  /** Between two looks: on an object store, one may take a tenth of a second. */
  private static final double LOOK_SECONDS = 5;

  private final FileSystem fileSystem;
  private final Path directory;
  private final String runId;
  private final LongSupplier nanoTime;
  private boolean held;
  private long lookedAt;

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  CheckpointHolder(FileSystem fileSystem, Path directory, String runId, LongSupplier nanoTime) {
    this.fileSystem = fileSystem;
    this.directory = directory;
    this.runId = runId;
    this.nanoTime = nanoTime;
  }

  /**
   * Takes over from whoever it was.
   *
   * @return the run before; empty if there was none
   */
  String take() throws IOException {
    String before = current(fileSystem, directory);
    beat();
    held = true;
    lookedAt = nanoTime.getAsLong();
    return before.equals(runId) ? "" : before;
  }

  /** Writes the file anew: its time is now, by the storage's clock. */
  void beat() throws IOException {
    write(fileSystem, file(directory), runId);
  }

  /** Ends this run if another has taken over since it took over itself. */
  void require() throws IOException {
    if (held && !isThis(current(fileSystem, directory))) {
      throw new OutputHeldException(
          "Another run has taken over %s and goes on with this training: nothing was written"
              .formatted(directory));
    }
    lookedAt = nanoTime.getAsLong();
  }

  /** The same, unless it has looked a moment ago. */
  void requireLately() throws IOException {
    if ((nanoTime.getAsLong() - lookedAt) * NANOS >= LOOK_SECONDS) {
      require();
    }
  }

  /**
   * Whether this run has taken over, and not left since.
   *
   * @param current the directory's
   */
  boolean isThis(String current) {
    return held && current.equals(runId);
  }

  void leave() {
    held = false;
  }

  static Path file(Path directory) {
    return new Path(directory, "holder");
  }

  /** The run that holds a directory; empty if there is none. */
  static String current(FileSystem fileSystem, Path directory) throws IOException {
    return text(fileSystem, file(directory));
  }

  static void write(FileSystem fileSystem, Path file, String text) throws IOException {
    try (OutputStream out = fileSystem.create(file, true)) {
      out.write(text.getBytes(UTF_8));
    }
  }

  /** What a small file says; empty if there is none. */
  static String text(FileSystem fileSystem, Path file) throws IOException {
    try (FSDataInputStream in = fileSystem.open(file)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (FileNotFoundException e) {
      return "";
    }
  }
}
