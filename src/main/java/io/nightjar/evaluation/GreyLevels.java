package io.nightjar.evaluation;

import io.nightjar.image.ImageShape;
import io.nightjar.image.RasterImage;

/** A decoder's output as an image to look at. */
final class GreyLevels {
  private static final int WHITE = 255;

  private GreyLevels() {}

  /**
   * Rounds to uint8; what a Gaussian decoder puts beyond black or white is clipped.
   *
   * @param means {@code shape.size()} values, 0 black and 1 white
   */
  static RasterImage of(float[] means, ImageShape shape) {
    byte[] levels = new byte[means.length];
    for (int i = 0; i < means.length; i++) {
      levels[i] = (byte) Math.round(WHITE * Math.max(0, Math.min(1, means[i])));
    }
    return new RasterImage(levels, shape);
  }
}
