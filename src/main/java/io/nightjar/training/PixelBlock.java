package io.nightjar.training;

import java.io.Serializable;

/**
 * A run of consecutive images of the global order.
 *
 * @param index place among the blocks
 * @param count images
 * @param pixels uint8, (count, channels, height, width)
 */
@SuppressWarnings("ArrayRecordComponent") // moved, never compared by value
record PixelBlock(int index, int count, byte[] pixels) implements Serializable {

  int imageSize() {
    return pixels.length / count;
  }

  /** Copies one image's pixels. */
  void copyTo(int row, byte[] target, int targetRow) {
    int size = imageSize();
    System.arraycopy(pixels, row * size, target, targetRow * size, size);
  }
}
