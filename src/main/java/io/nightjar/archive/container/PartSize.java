package io.nightjar.archive.container;

/** How finely containers are cut: tasks take several of these parts. */
final class PartSize {
  static final int IMAGES = 250;
  static final long BYTES = 16L << 20;

  private PartSize() {}

  static boolean isReached(long images, long bytes) {
    return images >= IMAGES || bytes >= BYTES;
  }
}
