package io.nightjar.archive.container;

import java.util.Objects;

/**
 * Which columns of a Parquet file hold what: the {@code archive.*-column} keys.
 *
 * @param image of the images' bytes, or empty: found by looking
 * @param label of the labels, or empty: found by looking, and none where nothing is found
 */
public record ImageColumns(String image, String label) {
  /** Both found by looking. */
  public static final ImageColumns AUTO = new ImageColumns("", "");

  public ImageColumns {
    Objects.requireNonNull(image, "image");
    Objects.requireNonNull(label, "label");
  }
}
