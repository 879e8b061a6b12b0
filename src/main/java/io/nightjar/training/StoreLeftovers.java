package io.nightjar.training;

import io.nightjar.InvalidInputException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what runs that are no more have left in the stores that lie side by side: files that no
 * manifest names, in folders that no other run is marked to use.
 */
final class StoreLeftovers {
  private static final Logger LOG = LoggerFactory.getLogger(StoreLeftovers.class);

  /** What a run writes into a store's folder, the manifest itself left out. */
  private static final Pattern WRITTEN =
      Pattern.compile("(training|validation)-.+\\.parquet|_store\\.json_writing-.+|_in-use-.+");

  private final FileSystem files;
  private final StoreMark mark;

  /**
   * @param mark of this run
   */
  StoreLeftovers(FileSystem files, StoreMark mark) {
    this.files = files;
    this.mark = mark;
  }

  /**
   * In every store beside the run's, and in that. What cannot be deleted stays.
   *
   * @param used the run's own, as it will be read; another run's manifest may have come in its
   *     place
   */
  void delete(StoreManifest used) {
    try {
      long now = mark.touch();
      Path stores = mark.path().getParent().getParent();
      for (FileStatus store :
          files.listStatus(stores, path -> StoreIdentity.isFolderName(path.getName()))) {
        if (store.isDirectory()) {
          delete(store.getPath(), used, now);
        }
      }
    } catch (IOException e) {
      LOG.warn("Cannot look for what earlier runs left: {}", e.getMessage());
    }
  }

  /**
   * The folder is listed before the manifest is read: a file that another run writes meanwhile is
   * either not in the list, or its run's mark is.
   */
  private void delete(Path store, StoreManifest used, long now) throws IOException {
    FileStatus[] found = files.listStatus(store);
    boolean isUsed = Arrays.stream(found).anyMatch(file -> mark.isAnothersAlive(file, now));
    Set<String> named;
    try {
      named = named(store);
    } catch (InvalidInputException e) {
      LOG.warn("{} is left as it is, its manifest cannot be read: {}", store, e.getMessage());
      return;
    }
    used.files()
        .map(StoreFile::name)
        .forEach(named::add); // in other folders there are no such names
    for (FileStatus file : found) {
      String name = file.getPath().getName();
      boolean isLeft =
          WRITTEN.matcher(name).matches() && !named.contains(name) && !isMark(file.getPath());
      if (isLeft && (!isUsed || isOwn(name))) {
        files.delete(file.getPath(), false);
      }
    }
    if (files.listStatus(store).length == 0) {
      files.delete(store, false);
    }
  }

  private Set<String> named(Path store) throws IOException {
    return new StoreFolder(store, files.getConf())
        .manifest().stream()
            .flatMap(StoreManifest::files)
            .map(StoreFile::name)
            .collect(Collectors.toCollection(HashSet::new));
  }

  private boolean isMark(Path file) {
    return file.getName().equals(mark.path().getName());
  }

  /** What this run wrote, for example an attempt at a task that failed. */
  private boolean isOwn(String name) {
    return name.contains("-" + mark.runId() + "-");
  }

  /** What this run has written to its store so far, after a failure. */
  void deleteOwn() {
    try {
      for (FileStatus file : files.listStatus(mark.path().getParent())) {
        if (isOwn(file.getPath().getName())) {
          files.delete(file.getPath(), false);
        }
      }
    } catch (IOException e) {
      LOG.warn("Cannot delete what a run that failed has written: {}", e.getMessage());
    }
  }
}
