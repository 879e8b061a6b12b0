package io.nightjar.model;

import java.util.List;

/** Widths of an architecture's layers, 1 to {@value #MOST}, of at least one layer. */
final class Widths {
  /** Far above any network, and low enough that no product of two sizes of a layer wraps round. */
  static final int MOST = 1 << 24;

  private static final int MOST_LAYERS = 256;

  private Widths() {}

  /**
   * Checks widths, and gives them back.
   *
   * @param key that they are the value of, for errors
   * @throws IllegalArgumentException one line that names the key and the limits
   */
  static List<Integer> checked(String key, List<Integer> widths) {
    if (widths.size() > MOST_LAYERS) {
      throw new IllegalArgumentException(
          "%s: %d layers (expected %d at most)".formatted(key, widths.size(), MOST_LAYERS));
    }
    if (widths.isEmpty() || widths.stream().anyMatch(width -> width < 1 || width > MOST)) {
      throw new IllegalArgumentException(
          "%s: %s (expected at least one, each 1 to %d)".formatted(key, widths, MOST));
    }
    return List.copyOf(widths);
  }

  /** Checks a single width, and gives it back. */
  static int checked(String key, int width) {
    if (width < 1 || width > MOST) {
      throw new IllegalArgumentException("%s: %d (expected 1 to %d)".formatted(key, width, MOST));
    }
    return width;
  }
}
