package io.nightjar.evaluation;

import io.nightjar.bundle.Bundle;
import io.nightjar.encoding.LatentEncoder;

/**
 * A picture that shows what a bundle's network does. Adding one: a record here, its {@code permits}
 * entry, and its {@code generate.kind}.
 */
public sealed interface Picture permits SheetPicture, LatentMap {
  /** Images side by side, at most. */
  int COLUMNS = 16;

  /** Images in a picture, at most: they are all in memory together. */
  int MAX_IMAGES = 1024;

  /**
   * Checks a number of images.
   *
   * @throws IllegalArgumentException when it is not in 1 to {@value #MAX_IMAGES}
   */
  static void requireCount(int count) {
    if (count < 1 || count > MAX_IMAGES) {
      throw new IllegalArgumentException(
          "count: %d (expected 1 to %d)".formatted(count, MAX_IMAGES));
    }
  }

  /**
   * Draws it.
   *
   * @param network of {@code bundle}, open
   * @throws io.nightjar.InvalidInputException when the bundle has no such picture, or it would be
   *     too large
   * @throws io.nightjar.encoding.EncodingException when the engine refuses
   */
  Drawing draw(Bundle bundle, LatentEncoder network);
}
