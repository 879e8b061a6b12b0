package io.nightjar.training;

import io.nightjar.InvalidInputException;
import io.nightjar.bundle.Json;
import io.nightjar.runtime.StorageErrors;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of one store: Parquet files under names that no two attempts of no two runs share, and
 * last {@code _store.json}, which names those that count. So a build that was killed leaves nothing
 * that looks finished, on object storage too, where renaming files would copy them, and several
 * runs may build and read here at the same time.
 */
final class StoreFolder {
  private static final Logger LOG = LoggerFactory.getLogger(StoreFolder.class);

  /** With a name that readers of a folder of Parquet files leave out. */
  private static final String MANIFEST = "_store.json";

  private final Path path;
  private final FileSystem files;

  StoreFolder(Path path, Configuration hadoop) throws IOException {
    this.files = path.getFileSystem(hadoop);
    this.path = files.makeQualified(path);
  }

  /** A qualified path. */
  Path path() {
    return path;
  }

  /** The manifest of a whole store of this data; empty if there is none that can be used. */
  Optional<StoreManifest> finished(StoreIdentity identity) throws IOException {
    try {
      Optional<StoreManifest> manifest = manifest();
      return manifest.isPresent()
              && manifest.get().identity().equals(identity)
              && isWhole(manifest.get())
          ? manifest
          : Optional.empty();
    } catch (InvalidInputException e) {
      LOG.warn("Store {} is built again, its {} is damaged: {}", path, MANIFEST, e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * The manifest as it is there, of files that may be gone.
   *
   * @throws InvalidInputException when it cannot be read
   */
  Optional<StoreManifest> manifest() throws IOException {
    try (FSDataInputStream in = files.open(new Path(path, MANIFEST))) {
      return Optional.of(Json.read(in.readAllBytes(), StoreManifest.class));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  private boolean isWhole(StoreManifest manifest) throws IOException {
    Map<String, Long> lengths = lengths();
    for (StoreFile file : manifest.files().toList()) {
      Long length = lengths.get(file.name());
      if (length == null || length != file.byteLength()) {
        LOG.warn(
            "Store {} is built again: {} is {} bytes long, not {}",
            path,
            file.name(),
            length,
            file.byteLength());
        return false;
      }
    }
    return true;
  }

  private Map<String, Long> lengths() throws IOException {
    Map<String, Long> lengths = new HashMap<>();
    for (FileStatus file : files.listStatus(path)) {
      lengths.put(file.getPath().getName(), file.getLen());
    }
    return lengths;
  }

  /**
   * Marks the folder as in use, and makes it where it is missing.
   *
   * @throws InvalidInputException when nothing can be written there
   */
  StoreMark enter(String runId) throws IOException {
    try {
      return StoreMark.in(path, runId, files);
    } catch (IOException e) {
      if (StorageErrors.isMendedByUser(e)) {
        throw new InvalidInputException(
            "Cannot write the training store %s (%s): choose another training.store"
                .formatted(path, e.getMessage()),
            e);
      }
      throw e;
    }
  }

  /** What runs leave here. */
  StoreLeftovers leftovers(StoreMark mark) {
    return new StoreLeftovers(files, mark);
  }

  /**
   * Before a build ends.
   *
   * @throws InvalidInputException when the driver does not see a file as an executor wrote it
   */
  void requireSeen(StoreManifest manifest) throws IOException {
    if (!isWhole(manifest)) {
      throw new InvalidInputException(
          ("The driver does not see all files that the executors wrote to %s: set training.store to"
                  + " a path that all machines share")
              .formatted(path));
    }
  }

  /**
   * Ends a build: the manifest is written aside and renamed. A build of the same images that was
   * faster stays, since others may read it already.
   *
   * @return the manifest of the store that is there then: this one, or the faster build's
   */
  StoreManifest publish(StoreManifest manifest, StoreMark mark) throws IOException {
    Optional<StoreManifest> faster = finished(manifest.identity());
    if (faster.isPresent()) {
      return faster.get();
    }
    Path aside = new Path(path, MANIFEST + "_writing-" + mark.runId());
    try (OutputStream out = files.create(aside)) {
      out.write(Json.pretty(manifest));
    }
    Path place = new Path(path, MANIFEST);
    files.delete(place, false); // of a store that is damaged: not every file system renames onto it
    if (files.rename(aside, place)) {
      return manifest;
    }
    files.delete(aside, false);
    return finished(manifest.identity())
        .orElseThrow(() -> new IOException("cannot rename %s to %s".formatted(aside, MANIFEST)));
  }

  /**
   * Called where an executor starts to work for a store.
   *
   * @param mark of the run
   * @throws InvalidInputException when this machine does not see the folder
   */
  static void requireReached(Path mark, Configuration hadoop) {
    try {
      if (!mark.getFileSystem(hadoop).exists(mark)) {
        throw unreached(mark.getParent(), null);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One line for a folder or file of a store that a machine does not see. */
  static InvalidInputException unreached(Path missing, Throwable cause) {
    String host = org.apache.spark.util.Utils.localHostName();
    return new InvalidInputException(
        ("The executor on %s does not reach %s: set training.store to a path that all machines"
                + " share (hdfs://…, s3a://…, NFS)")
            .formatted(host, missing),
        cause);
  }
}
