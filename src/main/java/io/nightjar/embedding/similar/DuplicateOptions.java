package io.nightjar.embedding.similar;

import java.io.Serializable;
import java.util.Objects;

/**
 * What counts as near-duplicates, and how they are sought.
 *
 * @param measure of their distance
 * @param maxDistance how far apart they may be: 0 or more, by cosine at most 2
 * @param exactRows up to how many rows every pair is looked at: 0 or more
 */
public record DuplicateOptions(Measure measure, double maxDistance, long exactRows)
    implements Serializable {
  private static final double LARGEST_COSINE = 2;

  public DuplicateOptions {
    Objects.requireNonNull(measure, "measure");
    double largest = measure == Measure.COSINE ? LARGEST_COSINE : Double.MAX_VALUE;
    if (!(maxDistance >= 0 && maxDistance <= largest)) {
      throw new IllegalArgumentException(
          "max-distance: %s (expected 0 or more, by cosine at most 2)".formatted(maxDistance));
    }
    if (exactRows < 0) {
      throw new IllegalArgumentException(
          "exact-rows: %d (expected 0 or more)".formatted(exactRows));
    }
  }

  /** The largest square of the distance in space. */
  double limit() {
    return measure.squared(maxDistance);
  }
}
