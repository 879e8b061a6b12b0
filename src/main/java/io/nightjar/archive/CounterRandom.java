package io.nightjar.archive;

import java.util.SplittableRandom;

/** Random numbers that depend on a seed and a position alone, not on who asks or in what order. */
final class CounterRandom {
  private CounterRandom() {}

  /** The stream of one position. */
  static SplittableRandom at(long seed, long index) {
    return new SplittableRandom(mix(mix(seed) + index));
  }

  /**
   * The finalizer of MurmurHash3. Without it the streams of neighbouring positions would overlap:
   * SplittableRandom is itself a counter.
   */
  private static long mix(long value) {
    long mixed = (value ^ value >>> 33) * 0xFF51AFD7ED558CCDL;
    mixed = (mixed ^ mixed >>> 33) * 0xC4CEB9FE1A85EC53L;
    return mixed ^ mixed >>> 33;
  }
}
