package io.nightjar.image;

/**
 * Which part of a source image is scaled to which part of the target.
 *
 * @param from in the source
 * @param to in the target; what it leaves uncovered is background
 */
record Placement(Area from, Area to) {
  /** True if scaling throws pixels away or keeps them all, in both directions. */
  boolean shrinks() {
    return from.isAtLeast(to);
  }
}
