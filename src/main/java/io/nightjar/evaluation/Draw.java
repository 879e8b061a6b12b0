package io.nightjar.evaluation;

import io.nightjar.CounterRandom;
import io.nightjar.image.ContentHash;

/**
 * What a draw for an image is for: part of every key, so that no two uses share bits. An image is
 * known by its content, so that neither its name nor its place in the archive counts.
 */
enum Draw {
  EPSILON(1),
  BINARIZATION(2),
  LOT(3),
  PART(4),
  POSTERIOR_DRAW(5),
  PRIOR_SAMPLE(6);

  private final long purpose;

  Draw(long purpose) {
    this.purpose = purpose;
  }

  /**
   * The key of an image's draws for this purpose.
   *
   * @param image see {@link #imageKey}
   */
  long key(long seed, long image) {
    return CounterRandom.bits(seed, purpose, image);
  }

  /** The leading 64 bits of an image's hash. */
  static long imageKey(ContentHash content) {
    return ContentHash.leadingBits(content.hex());
  }
}
