package io.nightjar.evaluation;

import io.nightjar.image.ImageShape;
import io.nightjar.image.RasterImage;

/** Between grey levels, 0 to 255, and what a network calculates with, 0 to 1. */
final class GreyLevels {
  private static final int WHITE = 255;

  private GreyLevels() {}

  /**
   * What the network sees of one image.
   *
   * @param pixels uint8, images one after the other
   * @param image which of them
   * @param size values of an image
   * @return in [0, 1]
   */
  static float[] levels(byte[] pixels, int image, int size) {
    float[] levels = new float[size];
    for (int i = 0; i < size; i++) {
      levels[i] = (pixels[image * size + i] & 0xff) / (float) WHITE;
    }
    return levels;
  }

  /**
   * A decoder's output as an image to look at: rounded to uint8; what a Gaussian decoder puts
   * beyond black or white is clipped.
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
