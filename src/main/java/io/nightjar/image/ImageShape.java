package io.nightjar.image;

import java.io.Serializable;

/**
 * Shape of the pixels that a network sees: channels first.
 *
 * @param channels 1 (grey) or 3 (red, green, blue)
 * @param height pixels, 1 or more
 * @param width pixels, 1 or more
 */
public record ImageShape(int channels, int height, int width) implements Serializable {
  /** The longest array that every JVM allows. */
  private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  public ImageShape {
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException("channels: %d (expected 1 or 3)".formatted(channels));
    }
    requirePositive("height", height);
    requirePositive("width", width);
    if ((long) channels * height * width > Integer.MAX_VALUE / 8) {
      throw new IllegalArgumentException(
          "height: %dx%d is too large for one image (expected a smaller height or width)"
              .formatted(height, width));
    }
  }

  private static void requirePositive(String name, int pixels) {
    if (pixels < 1) {
      throw new IllegalArgumentException("%s: %d (expected 1 or more)".formatted(name, pixels));
    }
  }

  /** Values in one image: channels × height × width. */
  public int size() {
    return channels * height * width;
  }

  /**
   * Refuses batches that no array holds.
   *
   * @param depth numbers for each value, 1 or more
   * @throws IllegalArgumentException naming the batch size and the largest that fits
   */
  public void requireBatchFits(int batchSize, int depth) {
    long most = MAX_ARRAY / ((long) depth * size());
    if (batchSize > most) {
      throw new IllegalArgumentException(
          "batch-size: %d images of %s do not fit into one array (expected %d or less)"
              .formatted(batchSize, this, most));
    }
  }

  /** As people write it, for example {@code 3x64x64}. */
  @Override
  public String toString() {
    return "%dx%dx%d".formatted(channels, height, width);
  }
}
