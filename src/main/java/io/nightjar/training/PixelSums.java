package io.nightjar.training;

import io.nightjar.model.PixelMoments;
import java.io.Serializable;

/**
 * Sums of each pixel value and of its square over images, in whole numbers, so that parts add up to
 * the same bits in any order.
 */
final class PixelSums implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final double WHITE = 255;

  private final long[] sums;
  private final long[] squares;
  private long images;

  /**
   * @param size pixel values of an image
   */
  PixelSums(int size) {
    sums = new long[size];
    squares = new long[size];
  }

  /** Adds a block's first rows. */
  void add(PixelBlock block, int rows) {
    byte[] pixels = block.pixels();
    for (int row = 0; row < rows; row++) {
      int offset = row * sums.length;
      for (int i = 0; i < sums.length; i++) {
        int value = pixels[offset + i] & 0xFF;
        sums[i] += value;
        squares[i] += (long) value * value;
      }
    }
    images += rows;
  }

  PixelSums plus(PixelSums other) {
    PixelSums both = new PixelSums(sums.length);
    for (int i = 0; i < sums.length; i++) {
      both.sums[i] = sums[i] + other.sums[i];
      both.squares[i] = squares[i] + other.squares[i];
    }
    both.images = images + other.images;
    return both;
  }

  PixelMoments moments() {
    double[] mean = new double[sums.length];
    double[] variance = new double[sums.length];
    for (int i = 0; i < sums.length; i++) {
      mean[i] = sums[i] / WHITE / images;
      variance[i] = Math.max(0, squares[i] / (WHITE * WHITE) / images - mean[i] * mean[i]);
    }
    return new PixelMoments(images, mean, variance);
  }
}
