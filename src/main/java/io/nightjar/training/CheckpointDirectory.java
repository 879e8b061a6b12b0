package io.nightjar.training;

import io.nightjar.InvalidInputException;
import io.nightjar.bundle.ChecksummedDirectory;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Checkpoints in a directory, each a directory {@code round-…} with {@code SHA256SUMS}, written
 * aside and renamed. Where renaming is copying, as on object stores, a half-written one is known by
 * its sums.
 *
 * <p>A {@link CheckpointHolder} tells which run writes here. Should two write at the same instant,
 * both write the same bits, since what would make them differ is refused; or, where the later one
 * is to drop the earlier, what that one has saved late is deleted by the next save.
 *
 * <p>The file {@code published} names the result that the holder was about to put in place. If it
 * is in place, all that is here is left of a run that was killed before it could tidy up.
 */
final class CheckpointDirectory extends Checkpoints {
  private static final String PUBLISHED = "published";
  private static final String ROUND = "round-";
  private static final Pattern WHOLE = Pattern.compile(ROUND + "\\d{12}");
  private static final double NANOS = 1e-9;

  private final Path directory;
  private final CheckpointOptions options;
  private final OtherRun otherRun;
  private final Consumer<String> say;
  private final LongSupplier nanoTime;
  private final Configuration hadoop;
  private final FileSystem fileSystem;
  private final CheckpointHolder holder;
  private Path lastGood;
  private long savedRounds;
  private long savedAt;

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  CheckpointDirectory(
      Path directory,
      CheckpointOptions options,
      OtherRun otherRun,
      String runId,
      Consumer<String> say,
      LongSupplier nanoTime,
      Configuration hadoop)
      throws IOException {
    this.directory = directory;
    this.options = options;
    this.otherRun = otherRun;
    this.say = say;
    this.nanoTime = nanoTime;
    this.hadoop = hadoop;
    this.fileSystem = fileSystem(directory, hadoop);
    this.holder = new CheckpointHolder(fileSystem, directory, runId, nanoTime);
    this.savedAt = nanoTime.getAsLong();
  }

  private static FileSystem fileSystem(Path directory, Configuration hadoop) throws IOException {
    return ChecksummedDirectory.withoutCrcFiles(directory.getFileSystem(hadoop));
  }

  @Override
  void requireSame(RunIdentity configuration) {
    if (otherRun == OtherRun.REFUSE) {
      unchecked(this::identity)
          .ifPresent(theirs -> isSame(theirs.keysOf(configuration), configuration));
    }
  }

  /** Of the newest one that says whose it is: all are of one run. */
  private Optional<RunIdentity> identity() throws IOException {
    for (Path path : newestFirst()) {
      try {
        return Optional.of(CheckpointFiles.identity(checksummed(path)));
      } catch (InvalidInputException damaged) {
        // It is said when this run takes over, which is when it is passed over.
      }
    }
    return Optional.empty();
  }

  /** If it is not, refuses or says that it is dropped. */
  private boolean isSame(RunIdentity theirs, RunIdentity now) {
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
    return false;
  }

  @Override
  Optional<Checkpoint> accept(RunIdentity identity) {
    return unchecked(() -> takeOver(identity));
  }

  private Optional<Checkpoint> takeOver(RunIdentity identity) throws IOException {
    requireSame(identity); // before anything is changed
    String before = holder.take();
    if (!before.isEmpty()) {
      StoreMark.deleteOf(new Path(directory, StoreLocation.BESIDE_BUNDLE), before, fileSystem);
    }
    // After that: until it was ousted, the other run may have saved more and deleted older ones.
    Optional<Checkpoint> newest = newestWhole();
    if (newest.isEmpty() && !before.isEmpty()) {
      say.accept(
          "Begins anew: the run before has left no whole checkpoint in %s".formatted(directory));
    }
    Optional<Checkpoint> start = newest.filter(found -> isSame(found.identity(), identity));
    start.ifPresent(this::goOn);
    deleteAllAfterStart();
    return start;
  }

  private Optional<Checkpoint> newestWhole() throws IOException {
    for (Path path : newestFirst()) {
      try {
        return Optional.of(CheckpointFiles.read(checksummed(path)));
      } catch (InvalidInputException e) {
        say.accept(e.getMessage());
      }
    }
    return Optional.empty();
  }

  private void goOn(Checkpoint checkpoint) {
    savedRounds = checkpoint.rounds();
    lastGood = path(savedRounds);
    say.accept(
        "Goes on from %s: %s%s"
            .formatted(
                lastGood,
                checkpoint.place(),
                checkpoint.history().isEmpty() ? "" : " (earlier epochs are not printed again)"));
  }

  /**
   * What is damaged or half-written, lest it count among those to keep, and another run's. Not the
   * store of decoded images beside them, which this run may have made or may use again.
   */
  private void deleteAllAfterStart() throws IOException {
    for (Path entry : entries().toList()) {
      String name = entry.getName();
      boolean later = lastGood == null || name.compareTo(lastGood.getName()) > 0;
      boolean round = name.startsWith(ROUND) && (later || !WHOLE.matcher(name).matches());
      if (round || name.equals(PUBLISHED)) {
        fileSystem.delete(entry, true);
      }
    }
  }

  @Override
  void offer(long rounds, Supplier<Checkpoint> state) {
    double seconds = (nanoTime.getAsLong() - savedAt) * NANOS;
    if (options.isDue(rounds - savedRounds, seconds)) {
      unchecked(() -> save(state.get()));
    }
  }

  @Override
  void keep(Checkpoint checkpoint) {
    unchecked(() -> save(checkpoint));
    say.accept(
        "Saved %s: the same command goes on with %s".formatted(lastGood, checkpoint.place()));
  }

  private Checkpoint save(Checkpoint checkpoint) throws IOException {
    holder.require();
    Path path = path(checkpoint.rounds());
    // A run that was ousted as it saved may have moved this one, or a later one, here since.
    for (Path late : newestFirst()) {
      if (late.getName().compareTo(path.getName()) >= 0) {
        fileSystem.delete(late, true);
      }
    }
    checksummed(path).write(CheckpointFiles.write(checkpoint));
    holder.require(); // what the next run goes on from is not to be deleted
    lastGood = path;
    savedRounds = checkpoint.rounds();
    savedAt = nanoTime.getAsLong();
    for (Path old : newestFirst().stream().skip(options.keep()).toList()) {
      fileSystem.delete(old, true);
    }
    return checkpoint;
  }

  private Path path(long rounds) {
    return new Path(directory, ROUND + "%012d".formatted(rounds));
  }

  private ChecksummedDirectory checksummed(Path path) throws IOException {
    return new ChecksummedDirectory("checkpoint", "passed over", path, hadoop);
  }

  private List<Path> newestFirst() throws IOException {
    return entries()
        .filter(path -> WHOLE.matcher(path.getName()).matches())
        .sorted(Comparator.comparing(Path::getName).reversed())
        .toList();
  }

  private Stream<Path> entries() throws IOException {
    try {
      return Stream.of(fileSystem.listStatus(directory))
          .map(entry -> new Path(directory, entry.getPath().getName()));
    } catch (FileNotFoundException e) {
      return Stream.empty();
    }
  }

  @Override
  Optional<String> lastGood() {
    return Optional.ofNullable(lastGood).map(Path::toString);
  }

  @Override
  void requireHeld() throws IOException {
    holder.require();
  }

  @Override
  void requireHeldLately() {
    unchecked(
        () -> {
          holder.requireLately();
          return null;
        });
  }

  @Override
  public void publishing(String result) throws IOException {
    holder.require();
    CheckpointHolder.write(fileSystem, new Path(directory, PUBLISHED), result);
  }

  @Override
  public void delete() throws IOException {
    String current = CheckpointHolder.current(fileSystem, directory);
    if (holder.isThis(current)) {
      holder.beat();
      if (!deleteAll(fileSystem, directory, CheckpointHolder.file(directory), current)) {
        say.accept(
            "Leaves the decoded images in %s: another run is decoding into it, or was killed lately"
                .formatted(directory));
      }
    } else if (!current.isEmpty()) {
      say.accept("Leaves %s to the run that has taken it over".formatted(directory));
    }
    holder.leave();
  }

  static boolean deleteIfPublished(Path directory, String result, Configuration hadoop)
      throws IOException {
    FileSystem fileSystem = fileSystem(directory, hadoop);
    Path published = new Path(directory, PUBLISHED);
    if (!CheckpointHolder.text(fileSystem, published).equals(result)) {
      return false;
    }
    return deleteAll(
        fileSystem, directory, published, CheckpointHolder.current(fileSystem, directory));
  }

  static void deleteIfUnheld(Path directory, String runId, Configuration hadoop)
      throws IOException {
    FileSystem fileSystem = fileSystem(directory, hadoop);
    Path store = new Path(directory, StoreLocation.BESIDE_BUNDLE);
    if (fileSystem.exists(store) && fileSystem.listStatus(directory).length == 1) {
      deleteAll(fileSystem, directory, store, runId);
    }
  }

  /**
   * With the store of decoded images, unless another run uses it: one that has not become the
   * holder yet, since it is still decoding.
   *
   * @param written lately, which tells the time by the storage's clock
   * @param runId whose own mark at the store, left by a kill, does not count
   * @return whether nothing stays
   */
  private static boolean deleteAll(
      FileSystem fileSystem, Path directory, Path written, String runId) throws IOException {
    long now = fileSystem.getFileStatus(written).getModificationTime();
    if (!StoreMark.isAnyUsed(
        new Path(directory, StoreLocation.BESIDE_BUNDLE), runId, now, fileSystem)) {
      return fileSystem.delete(directory, true);
    }
    for (FileStatus entry : fileSystem.listStatus(directory)) {
      if (!entry.getPath().getName().equals(StoreLocation.BESIDE_BUNDLE)) {
        fileSystem.delete(entry.getPath(), true);
      }
    }
    return false;
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
