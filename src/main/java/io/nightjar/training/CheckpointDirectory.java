package io.nightjar.training;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nightjar.InvalidInputException;
import io.nightjar.OutputHeldException;
import io.nightjar.bundle.ChecksummedDirectory;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Checkpoints in a directory, each a directory {@code round-…} with {@code SHA256SUMS}, written
 * aside and renamed. Where renaming is copying, as on object stores, a half-written one is known by
 * its sums.
 *
 * <p>The file {@code holder} names the run that writes here. A run that goes on from what it finds
 * becomes the holder, dead or alive as the one before may be: there is no lock to be left behind. A
 * run that is the holder no more ends the next time it looks, which is before it writes anything.
 * Should two runs write at the same instant, both write the same bits, since what would make them
 * differ is refused.
 */
final class CheckpointDirectory extends Checkpoints {
  private static final String HOLDER = "holder";
  private static final Pattern WHOLE = Pattern.compile("round-\\d{12}");
  private static final double NANOS = 1e-9;

  private final Path directory;
  private final CheckpointOptions options;
  private final OtherRun otherRun;
  private final String runId;
  private final Consumer<String> say;
  private final Configuration hadoop;
  private final FileSystem fileSystem;
  private boolean held;
  private Path lastGood;
  private long savedRounds;
  private long savedAt = System.nanoTime();

  CheckpointDirectory(
      Path directory,
      CheckpointOptions options,
      OtherRun otherRun,
      String runId,
      Consumer<String> say,
      Configuration hadoop)
      throws IOException {
    this.directory = directory;
    this.options = options;
    this.otherRun = otherRun;
    this.runId = runId;
    this.say = say;
    this.hadoop = hadoop;
    this.fileSystem = ChecksummedDirectory.withoutCrcFiles(directory.getFileSystem(hadoop));
  }

  @Override
  Optional<Checkpoint> newest(RunIdentity configuration) {
    return unchecked(() -> findNewest(configuration));
  }

  private Optional<Checkpoint> findNewest(RunIdentity configuration) throws IOException {
    if (!fileSystem.exists(directory)) {
      return Optional.empty();
    }
    for (Path path : newestFirst()) {
      Optional<Checkpoint> read = read(path);
      if (read.isPresent()) {
        RunIdentity theirs = read.get().identity().keysOf(configuration);
        if (!isSame(theirs, configuration)) {
          return Optional.empty();
        }
        takeOver(path);
        savedRounds = read.get().rounds();
        return read;
      }
    }
    takeOver(null);
    return Optional.empty();
  }

  /** Nothing if it is damaged. */
  private Optional<Checkpoint> read(Path path) throws IOException {
    try {
      return Optional.of(CheckpointFiles.read(checksummed(path)));
    } catch (InvalidInputException e) {
      say.accept(e.getMessage());
      return Optional.empty();
    }
  }

  @Override
  Optional<Checkpoint> accept(Optional<Checkpoint> found, RunIdentity identity) {
    if (found.isPresent()) {
      Checkpoint checkpoint = found.get();
      if (!unchecked(() -> isSame(checkpoint.identity(), identity))) {
        return Optional.empty();
      }
      say.accept(
          "Goes on from %s: %s%s"
              .formatted(
                  lastGood,
                  checkpoint.place(),
                  checkpoint.history().isEmpty() ? "" : " (earlier epochs are not printed again)"));
    }
    return found;
  }

  /** If it is not, drops what is there or refuses. */
  private boolean isSame(RunIdentity theirs, RunIdentity now) throws IOException {
    String differences = theirs.differences(now);
    if (differences.isEmpty()) {
      return true;
    }
    if (otherRun == OtherRun.REFUSE) {
      throw new InvalidInputException(
          ("%s is of an unfinished run that differs: %s; run that one to its end, choose another"
                  + " bundle, or pass output.overwrite=true to drop it")
              .formatted(directory, differences));
    }
    say.accept("Drops the unfinished run in %s: %s".formatted(directory, differences));
    for (FileStatus entry : fileSystem.listStatus(directory)) {
      // Not the store of decoded images beside them, which this run may have made or may use again.
      String name = entry.getPath().getName();
      if (name.equals(HOLDER) || name.startsWith("round-")) {
        fileSystem.delete(entry.getPath(), true);
      }
    }
    if (fileSystem.listStatus(directory).length == 0) {
      fileSystem.delete(directory, false);
    }
    held = false;
    lastGood = null;
    savedRounds = 0;
    return false;
  }

  /** Deletes what is damaged or half-written, lest it count among those to keep. */
  private void takeOver(Path newest) throws IOException {
    hold(true);
    lastGood = newest;
    for (FileStatus entry : fileSystem.listStatus(directory)) {
      String name = entry.getPath().getName();
      boolean later = newest == null || name.compareTo(newest.getName()) > 0;
      if (name.startsWith("round-") && (later || !WHOLE.matcher(name).matches())) {
        fileSystem.delete(entry.getPath(), true);
      }
    }
  }

  private void hold(boolean takeOver) throws IOException {
    try (OutputStream out = fileSystem.create(new Path(directory, HOLDER), takeOver)) {
      out.write(runId.getBytes(UTF_8));
    } catch (FileAlreadyExistsException e) {
      throw takenOver();
    }
    held = true;
  }

  @Override
  void offer(long rounds, Supplier<Checkpoint> state) {
    double seconds = (System.nanoTime() - savedAt) * NANOS;
    if (options.isDue(rounds - savedRounds, seconds)) {
      unchecked(() -> save(state.get()));
    }
  }

  private Checkpoint save(Checkpoint checkpoint) throws IOException {
    if (held) {
      requireHeld();
    } else {
      hold(false);
    }
    Path path = new Path(directory, "round-%012d".formatted(checkpoint.rounds()));
    checksummed(path).write(CheckpointFiles.write(checkpoint));
    lastGood = path;
    savedRounds = checkpoint.rounds();
    savedAt = System.nanoTime();
    for (Path old : newestFirst().stream().skip(options.keep()).toList()) {
      fileSystem.delete(old, true);
    }
    return checkpoint;
  }

  private ChecksummedDirectory checksummed(Path path) throws IOException {
    return new ChecksummedDirectory("checkpoint", "damaged and passed over", path, hadoop);
  }

  private List<Path> newestFirst() throws IOException {
    return Arrays.stream(fileSystem.listStatus(directory))
        .map(entry -> new Path(directory, entry.getPath().getName()))
        .filter(path -> WHOLE.matcher(path.getName()).matches())
        .sorted(Comparator.comparing(Path::getName).reversed())
        .toList();
  }

  @Override
  Optional<String> lastGood() {
    return Optional.ofNullable(lastGood).map(Path::toString);
  }

  @Override
  public void requireHeld() throws IOException {
    if (held && !holder().equals(runId)) {
      throw takenOver();
    }
  }

  private String holder() throws IOException {
    try (FSDataInputStream in = fileSystem.open(new Path(directory, HOLDER))) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (FileNotFoundException e) { // the other run has finished
      return "";
    }
  }

  private OutputHeldException takenOver() {
    return new OutputHeldException(
        "Another run has taken over %s and goes on with this training: nothing was written"
            .formatted(directory));
  }

  @Override
  public void delete() throws IOException {
    requireHeld();
    if (held) {
      fileSystem.delete(directory, true);
      held = false;
    }
  }

  private static <T> T unchecked(Storing<T> work) {
    try {
      return work.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Storing<T> {
    T run() throws IOException;
  }
}
