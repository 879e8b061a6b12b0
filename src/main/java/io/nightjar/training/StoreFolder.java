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
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of one store: Parquet files under names that no two attempts share, and last {@code
 * _store.json}, which names those that count. So a build that was killed leaves nothing that looks
 * finished, on object storage too, where renaming files would copy them.
 */
final class StoreFolder {
  private static final Logger LOG = LoggerFactory.getLogger(StoreFolder.class);

  /** With a name that readers of a folder of Parquet files leave out. */
  private static final String MANIFEST = "_store.json";

  private static final String BUILDING = "_building-";

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
    try (FSDataInputStream in = files.open(new Path(path, MANIFEST))) {
      StoreManifest manifest = Json.read(in.readAllBytes(), StoreManifest.class);
      return manifest.identity().equals(identity) && isWhole(manifest)
          ? Optional.of(manifest)
          : Optional.empty();
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (InvalidInputException e) {
      LOG.warn("Store {} is built again, its {} is damaged: {}", path, MANIFEST, e.getMessage());
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
   * Begins to build: what is there is no store any more. Leaves a mark by which executors know that
   * they reach the folder.
   *
   * @throws InvalidInputException when nothing can be written there
   */
  Path begin(String runId) throws IOException {
    try {
      files.mkdirs(path);
      files.delete(new Path(path, MANIFEST), false);
      Path mark = new Path(path, BUILDING + runId);
      files.create(mark).close();
      return mark;
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

  /**
   * Ends a build: the manifest is written aside and renamed, then everything that it does not name
   * is deleted.
   *
   * @throws InvalidInputException when the driver does not see a file as an executor wrote it
   */
  void finish(StoreManifest manifest, String runId) throws IOException {
    if (!isWhole(manifest)) {
      throw new InvalidInputException(
          ("The driver does not see all files that the executors wrote to %s: set training.store to"
                  + " a path that all machines share")
              .formatted(path));
    }
    Path aside = new Path(path, MANIFEST + "_writing-" + runId);
    try (OutputStream out = files.create(aside)) {
      out.write(Json.pretty(manifest));
    }
    if (!files.rename(aside, new Path(path, MANIFEST))) {
      throw new IOException("cannot rename %s to %s".formatted(aside, MANIFEST));
    }
    deleteOthers(manifest);
  }

  private void deleteOthers(StoreManifest manifest) throws IOException {
    Set<String> named = manifest.files().map(StoreFile::name).collect(Collectors.toSet());
    named.add(MANIFEST);
    for (FileStatus file : files.listStatus(path)) {
      if (!named.contains(file.getPath().getName())) {
        files.delete(file.getPath(), true);
      }
    }
  }

  /**
   * Called where an executor starts to work for a store.
   *
   * @param mark what {@link #begin} left
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
