package io.nightjar.training;

import org.apache.hadoop.fs.Path;

/**
 * Where decoded images are put while they are trained on.
 *
 * @param path a folder that the driver and every executor reach under this name; it may hold the
 *     stores of several archives
 */
public record StoreLocation(String path) {
  /** What it is called among the checkpoints. */
  static final String BESIDE_BUNDLE = "store";

  public StoreLocation {
    if (path.isBlank()) {
      throw new IllegalArgumentException("store: empty (expected a path)");
    }
  }

  /** In the folder of a bundle's checkpoints, and like them gone once the bundle is written. */
  public static StoreLocation besideBundle(Path bundle) {
    return new StoreLocation(bundle.suffix("_checkpoints") + "/" + BESIDE_BUNDLE);
  }
}
