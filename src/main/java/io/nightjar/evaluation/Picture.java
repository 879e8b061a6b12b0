package io.nightjar.evaluation;

import io.nightjar.bundle.Bundle;
import io.nightjar.encoding.LatentEncoder;

/**
 * A picture that shows what a bundle's network does. Adding one: a record here, its {@code permits}
 * entry, and its {@code generate.kind}.
 */
public sealed interface Picture permits Reconstructions, Samples {
  /** Images side by side, at most. */
  int COLUMNS = 16;

  /** Images in a picture, at most: they are all in memory together. */
  int MAX_IMAGES = 1024;

  /**
   * Draws it.
   *
   * @param network of {@code bundle}, open
   * @throws io.nightjar.InvalidInputException when the bundle has no such picture, or it would be
   *     too large
   * @throws io.nightjar.encoding.EncodingException when the engine refuses
   */
  PictureSheet draw(Bundle bundle, LatentEncoder network);
}
