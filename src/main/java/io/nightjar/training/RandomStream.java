package io.nightjar.training;

/**
 * What a draw of randomness is for: the second part of every key, so that no two uses share bits.
 */
enum RandomStream {
  ORDER(1),
  VALIDATION_SPLIT(2),
  EPOCH_BLOCKS(3),
  EPOCH_ROWS(4),
  EXAMPLE(5),
  VALIDATION_EXAMPLE(6),
  PRINCIPAL_AXES(7);

  private final long key;

  RandomStream(long key) {
    this.key = key;
  }

  /** Part of a counter-based key; fixed for ever, since it decides a run's bits. */
  long key() {
    return key;
  }
}
