package io.nightjar.archive.container;

/** How far what is compressed may expand: no honest archive of images is compressed further. */
final class Expansion {
  private static final long TIMES = 1_000;
  private static final long ALWAYS_ALLOWED = 1L << 30;
  private static final long ALWAYS_HELD = 1L << 20;

  private Expansion() {}

  /** Bytes that come of a whole file of so many, at most: one that is streamed. */
  static long most(long compressed) {
    return Math.max(ALWAYS_ALLOWED, compressed * TIMES);
  }

  /** The same of what is unpacked into memory at once. */
  static long mostInMemory(long compressed) {
    return Math.max(ALWAYS_HELD, compressed * TIMES);
  }
}
