package io.nightjar.training;

import java.io.IOException;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Where decoded images are put while they are trained on.
 *
 * @param path a folder that the driver and every executor reach under this name; it may hold the
 *     stores of several archives
 * @param retention what becomes of it once the training has succeeded
 */
public record StoreLocation(String path, Retention retention) {

  /** What it is called among the checkpoints. */
  static final String BESIDE_BUNDLE = "store";

  /** What becomes of a store. */
  public enum Retention {
    /** Deleted by {@link StoreLocation#release}. */
    TEMPORARY,
    /** Kept, for the next training on the same archive. */
    KEPT
  }

  public StoreLocation {
    Objects.requireNonNull(retention, "retention");
    if (path.isBlank()) {
      throw new IllegalArgumentException("store: empty (expected a path)");
    }
  }

  /** In the folder of a bundle's checkpoints, and like them gone once the bundle is written. */
  public static StoreLocation besideBundle(Path bundle) {
    return new StoreLocation(
        bundle.suffix("_checkpoints") + "/" + BESIDE_BUNDLE, Retention.TEMPORARY);
  }

  /** A folder that the user named. */
  public static StoreLocation kept(String path) {
    return new StoreLocation(path, Retention.KEPT);
  }

  /** A folder of its own, deleted after the training. */
  public static StoreLocation temporary(String path) {
    return new StoreLocation(path, Retention.TEMPORARY);
  }

  /** Deletes what is temporary, and its parent folder where that is then empty. */
  public void release(Configuration hadoop) throws IOException {
    if (retention == Retention.KEPT) {
      return;
    }
    Path folder = new Path(path);
    FileSystem files = folder.getFileSystem(hadoop);
    files.delete(folder, true);
    Path parent = folder.getParent();
    if (parent != null && files.exists(parent) && files.listStatus(parent).length == 0) {
      files.delete(parent, false);
    }
  }
}
