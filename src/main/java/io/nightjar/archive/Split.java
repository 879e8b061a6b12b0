package io.nightjar.archive;

import io.nightjar.KebabCase;
import io.nightjar.image.ContentHash;

/**
 * Which part of an archive is read. Files that a data set publishes for a split win; elsewhere the
 * hash of an image's content decides: 80% train, 10% validation, 10% test. So the split of an image
 * stays when others are added, and equal images never fall into two splits.
 */
public enum Split {
  ALL(0, 1),
  TRAIN(0, 0.8),
  VALIDATION(0.8, 0.9),
  TEST(0.9, 1);

  private final double from;
  private final double to;

  Split(double from, double to) {
    this.from = from;
    this.to = to;
  }

  /** As written in {@code archive.split}. */
  public String key() {
    return KebabCase.of(this);
  }

  /** True if an image with this content belongs to the split. */
  public boolean holds(ContentHash content) {
    return from <= content.fraction() && content.fraction() < to;
  }
}
