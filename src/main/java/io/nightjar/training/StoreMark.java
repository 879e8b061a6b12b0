package io.nightjar.training;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells other runs that this one builds or reads a store: a file in the store's folder, written
 * anew every minute while the run lives. Executors know by it that they reach the folder.
 */
final class StoreMark implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StoreMark.class);

  /** With a name that readers of a folder of Parquet files leave out. */
  private static final String PREFIX = "_in-use-";

  private static final Duration BEAT = Duration.ofMinutes(1);

  /** Of a mark that belongs to nobody any more; much longer than storage fails to answer. */
  private static final Duration SILENCE = Duration.ofHours(1);

  /** Where the store is to go with what lies beside it. */
  private static final Duration SHORT_SILENCE = Duration.ofMinutes(10);

  private final FileSystem files;
  private final Path path;
  private final String runId;
  private final List<Path> made;
  private final ScheduledExecutorService beats;
  private boolean isClosed;

  private StoreMark(FileSystem files, Path path, String runId, List<Path> made) {
    this.files = files;
    this.path = path;
    this.runId = runId;
    this.made = made;
    this.beats = Executors.newSingleThreadScheduledExecutor(StoreMark::thread);
  }

  private static Thread thread(Runnable beats) {
    Thread thread = new Thread(beats, "store-mark");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Marks a folder, which is made where it is missing.
   *
   * @param runId that no other run has
   */
  static StoreMark in(Path folder, String runId, FileSystem files) throws IOException {
    List<Path> made = missing(folder, files);
    files.mkdirs(folder);
    String plain = plain(runId);
    StoreMark mark = new StoreMark(files, new Path(folder, PREFIX + plain), plain, made);
    try {
      mark.touch();
    } catch (IOException e) {
      mark.close(); // with the folders just made
      throw e;
    }
    ScheduledFuture<?> unused =
        mark.beats.scheduleWithFixedDelay(
            mark::beat, BEAT.toSeconds(), BEAT.toSeconds(), TimeUnit.SECONDS);
    return mark;
  }

  /** The folder and those above it that are not there, the innermost first. */
  private static List<Path> missing(Path folder, FileSystem files) throws IOException {
    List<Path> missing = new ArrayList<>();
    for (Path path = folder; path != null && !files.exists(path); path = path.getParent()) {
      missing.add(path);
    }
    return missing;
  }

  Path path() {
    return path;
  }

  /** The run's, of letters and digits only, as names of files have it. */
  String runId() {
    return runId;
  }

  /**
   * Writes it anew.
   *
   * @return when that was by the storage's clock, which is nobody else's
   */
  synchronized long touch() throws IOException {
    try (OutputStream out = files.create(path, true)) {
      out.write(runId.getBytes(StandardCharsets.UTF_8));
    }
    return files.getFileStatus(path).getModificationTime();
  }

  private synchronized void beat() {
    try {
      // Once somebody has deleted the store, its folder is not to come back.
      if (!isClosed && files.exists(path)) {
        touch();
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("Cannot write {}, by which other runs know that the store is in use", path, e);
    }
  }

  /**
   * Whether some other run that lives uses a store.
   *
   * @param stores the folder in which stores lie side by side; need not exist
   * @param runId of the run that asks
   * @param now by the storage's clock
   */
  static boolean isAnyUsed(Path stores, String runId, long now, FileSystem files)
      throws IOException {
    String own = PREFIX + plain(runId);
    for (FileStatus store : list(stores, files)) {
      for (FileStatus file : list(store.getPath(), files)) {
        if (isAlive(file, now, SHORT_SILENCE) && !file.getPath().getName().equals(own)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Takes the marks of a run away that has been ousted. */
  static void deleteOf(Path stores, String runId, FileSystem files) throws IOException {
    for (FileStatus store : list(stores, files)) {
      files.delete(new Path(store.getPath(), PREFIX + plain(runId)), false);
    }
  }

  private static FileStatus[] list(Path folder, FileSystem files) throws IOException {
    try {
      return files.listStatus(folder);
    } catch (FileNotFoundException e) { // deleted meanwhile, or never there
      return new FileStatus[0];
    }
  }

  private static String plain(String runId) {
    return runId.replaceAll("[^A-Za-z0-9]", "");
  }

  private static boolean isAlive(FileStatus file, long now, Duration silence) {
    return file.getPath().getName().startsWith(PREFIX)
        && now - file.getModificationTime() < silence.toMillis();
  }

  /**
   * Whether a file is the mark of another run that lives.
   *
   * @param now what {@link #touch} said
   */
  boolean isAnothersAlive(FileStatus file, long now) {
    return isAlive(file, now, SILENCE) && !file.getPath().getName().equals(path.getName());
  }

  /** Deletes the mark, and the folders made for it where they are still empty. */
  @Override
  public synchronized void close() {
    isClosed = true;
    beats.shutdown();
    try {
      files.delete(path, false);
      for (Path folder : made) {
        if (!files.exists(folder) || files.listStatus(folder).length > 0) {
          return;
        }
        files.delete(folder, false);
      }
    } catch (IOException e) {
      LOG.warn("Cannot clean up after a run at {}: {}", path.getParent(), e.getMessage());
    }
  }
}
