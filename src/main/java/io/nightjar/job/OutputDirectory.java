package io.nightjar.job;

import io.nightjar.InvalidInputException;
import io.nightjar.runtime.StorageErrors;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The place that a command is about to write, and what may become of what is there already:
 * finished output is replaced only when told to, unfinished output of ours always, and nothing is
 * deleted that a stranger put there.
 */
public final class OutputDirectory {
  private final String key;
  private final Path path;
  private final Contents contents;
  private final Existing existing;

  /** What to do with finished output. */
  public enum Existing {
    REFUSE,
    REPLACE
  }

  /**
   * What a command's output looks like.
   *
   * @param finishedBy the file in it without which the output is unfinished
   * @param files every file that the command writes, by its path within the output, directories
   *     parted by {@code /}; anything else is a stranger's
   */
  public record Contents(String finishedBy, Pattern files) {
    /** Parquet and other files as Spark writes them into a directory. */
    public static final Contents SPARK =
        new Contents("_SUCCESS", Pattern.compile("_SUCCESS|(.*/)?part-[^/]*|_temporary/.*"));
  }

  /**
   * @param key names the path in errors, for example {@code output.path}
   */
  public OutputDirectory(String key, Path path, Contents contents, Existing existing) {
    this.key = key;
    this.path = path;
    this.contents = contents;
    this.existing = existing;
  }

  /** The one that a key names, replaced if {@code output.overwrite} says so. */
  public static OutputDirectory of(Settings settings, String key, Contents contents) {
    Existing existing = settings.flag("output.overwrite") ? Existing.REPLACE : Existing.REFUSE;
    return new OutputDirectory(key, settings.outputPath(key), contents, existing);
  }

  public Path path() {
    return path;
  }

  /**
   * Checks that the command may and can write here; leaves nothing but the parent directories.
   *
   * @throws InvalidInputException if finished output is there and is not to be replaced, if a file
   *     there is not the command's, or if nothing can be put there
   */
  public void requireFree(Configuration hadoop) throws IOException {
    Optional<String> refusal = refusal(hadoop);
    if (refusal.isPresent()) {
      throw new InvalidInputException(refusal.get());
    }
  }

  /**
   * Deletes what is there; for just before the first byte is written, so that a run that fails
   * earlier leaves the old output as it was. The file that says that it is finished goes first, so
   * that a run killed half-way leaves nothing that looks finished.
   *
   * @throws InvalidInputException as {@link #requireFree}
   */
  public void clear(Configuration hadoop) throws IOException {
    FileSystem files = clearMark(hadoop);
    files.delete(path, true);
  }

  /**
   * The same, but for a folder in it whose files are about to be moved.
   *
   * @param kept qualified
   * @throws InvalidInputException as {@link #requireFree}
   */
  public void clearAround(Path kept, Configuration hadoop) throws IOException {
    clearAround(kept, clearMark(hadoop), path, hadoop);
  }

  private static void clearAround(Path kept, FileSystem files, Path at, Configuration hadoop)
      throws IOException {
    for (FileStatus child : files.listStatus(at)) {
      if (!isWithin(kept, child.getPath(), hadoop)) {
        files.delete(child.getPath(), true);
      } else if (!child.getPath().equals(kept)) {
        clearAround(kept, files, child.getPath(), hadoop);
      }
    }
  }

  private FileSystem clearMark(Configuration hadoop) throws IOException {
    requireFree(hadoop);
    FileSystem files = path.getFileSystem(hadoop);
    Path finished = new Path(path, contents.finishedBy());
    if (files.exists(finished) && !files.delete(finished, false)) {
      throw new IOException("cannot delete " + finished);
    }
    return files;
  }

  /**
   * Deletes what is there unless it is finished: for a writer that puts the new output in the place
   * of a finished one in a single step.
   *
   * @throws InvalidInputException as {@link #requireFree}
   */
  public void clearUnfinished(Configuration hadoop) throws IOException {
    requireFree(hadoop);
    FileSystem files = path.getFileSystem(hadoop);
    if (files.exists(path) && !isFinished(files)) {
      files.delete(path, true);
    }
  }

  /**
   * Puts files there in place of what is there, whole or not at all: they are written aside, in
   * {@code <path>_writing-<id>}, and the directory is renamed.
   *
   * @param files small ones, by their paths within the output; the one that says that the output is
   *     finished is added
   * @param id unique to the run
   * @throws InvalidInputException as {@link #requireFree}
   */
  public void fill(Map<String, byte[]> files, String id, Configuration hadoop) throws IOException {
    FileSystem system = path.getFileSystem(hadoop);
    Path place = system.makeQualified(path);
    Path aside = place.suffix("_writing-" + id);
    system.mkdirs(aside);
    system.deleteOnExit(aside); // which must be there; if it still is then, the run has failed
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      write(system, new Path(aside, file.getKey()), file.getValue());
    }
    write(system, new Path(aside, contents.finishedBy()), new byte[0]);
    clear(hadoop);
    if (!system.rename(aside, place)) {
      throw new IOException("cannot rename %s to %s".formatted(aside, place));
    }
  }

  private static void write(FileSystem system, Path file, byte[] bytes) throws IOException {
    try (OutputStream out = system.create(file)) {
      out.write(bytes);
    }
  }

  /**
   * Checks that nothing is written among files that are read.
   *
   * @param folder of those
   * @param name what the user calls them
   * @throws InvalidInputException if the output is within it
   */
  void requireOutside(Path folder, String name, Configuration hadoop) throws IOException {
    if (isWithin(folder, hadoop)) {
      throw new InvalidInputException(
          "%s is among the files of %s: choose another %s".formatted(path, name, key));
    }
  }

  /** True if the output would be a part of what is read, or the whole of it. */
  boolean isWithin(Path input, Configuration hadoop) throws IOException {
    return isWithin(path, input, hadoop);
  }

  /** True if a path is another one, or lies under it. */
  static boolean isWithin(Path path, Path folder, Configuration hadoop) throws IOException {
    Path root = folder.getFileSystem(hadoop).makeQualified(folder);
    Path at = path.getFileSystem(hadoop).makeQualified(path);
    while (at != null && !at.equals(root)) {
      at = at.getParent();
    }
    return at != null;
  }

  /** Why the command may not or cannot write here, in one line; empty if it can. */
  Optional<String> refusal(Configuration hadoop) throws IOException {
    FileSystem files = path.getFileSystem(hadoop);
    Optional<String> occupied = occupied(files);
    return occupied.isPresent() ? occupied : unwritable(files);
  }

  /** Hours of work must not end at a directory that cannot be made. */
  private Optional<String> unwritable(FileSystem files) throws IOException {
    Path parent = files.makeQualified(path).getParent();
    Path probe = new Path(parent, ".%s_probe-%s".formatted(path.getName(), UUID.randomUUID()));
    try {
      if (!files.mkdirs(parent)) { // the local file system's way to say so
        throw new AccessDeniedException(parent.toString());
      }
      write(files, probe, new byte[0]);
      files.delete(probe, false);
      return Optional.empty();
    } catch (IOException e) {
      if (!StorageErrors.isMendedByUser(e)) {
        throw e;
      }
      return Optional.of(
          "Cannot write %s (%s): choose another %s".formatted(path, e.getMessage(), key));
    }
  }

  private Optional<String> occupied(FileSystem files) throws IOException {
    if (!files.exists(path)) {
      return Optional.empty();
    }
    if (existing == Existing.REFUSE && isFinished(files)) {
      return Optional.of(
          "%s exists already: choose another %s or pass output.overwrite=true"
              .formatted(path, key));
    }
    return stranger(files, files.getFileStatus(path))
        .map(
            stranger ->
                "%s holds %s, which is not ours to delete: choose another %s"
                    .formatted(path, stranger, key));
  }

  private boolean isFinished(FileSystem files) throws IOException {
    return files.getFileStatus(path).isFile()
        || files.exists(new Path(path, contents.finishedBy()));
  }

  /** The first file found, depth first, that the command would not have written. */
  private Optional<String> stranger(FileSystem files, FileStatus entry) throws IOException {
    if (entry.isFile()) {
      String name = nameWithin(files, entry.getPath());
      return Optional.of(name).filter(n -> !contents.files().matcher(n).matches());
    }
    // Not listFiles: on a local file system that starts a process per file to ask for permissions.
    for (FileStatus child : files.listStatus(entry.getPath())) {
      Optional<String> stranger = stranger(files, child);
      if (stranger.isPresent()) {
        return stranger;
      }
    }
    return Optional.empty();
  }

  /** The path within the output; for an output that is one file, its name. */
  private String nameWithin(FileSystem files, Path file) {
    String output = files.makeQualified(path).toUri().getPath();
    String whole = files.makeQualified(file).toUri().getPath();
    return whole.equals(output) ? file.getName() : whole.substring(output.length() + 1);
  }
}
