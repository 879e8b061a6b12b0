package io.nightjar.model;

/**
 * What a draw of an example's randomness is for: part of every key, so that no two uses share bits.
 */
enum Draws {
  EPSILON(1),
  BINARIZATION(2),
  CORRUPTION(3),
  DROPOUT(4);

  private final long key;

  Draws(long key) {
    this.key = key;
  }

  /** Fixed for ever, since it decides a run's bits. */
  long key() {
    return key;
  }
}
