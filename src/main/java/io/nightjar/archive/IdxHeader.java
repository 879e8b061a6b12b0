package io.nightjar.archive;

import io.nightjar.image.ImageShape;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.Serializable;

/**
 * The head of an IDX images file: uint8 values in (count, height, width) or (count, channels,
 * height, width).
 *
 * @param byteLength of the header itself
 * @param count images, 0 or more
 * @param shape of each
 * @see <a href="https://yann.lecun.com/exdb/mnist/">The MNIST database, file formats</a>
 */
record IdxHeader(int byteLength, int count, ImageShape shape) implements Serializable {
  static final int GREY_MAGIC = 0x00000803;
  static final int CHANNELS_MAGIC = 0x00000804;

  /**
   * Reads a header from the beginning of a file.
   *
   * @throws IdxFormatException when it is no images file
   * @throws java.io.EOFException when it ends too soon
   */
  static IdxHeader read(DataInputStream in) throws IOException {
    int magic = in.readInt();
    if (magic != GREY_MAGIC && magic != CHANNELS_MAGIC) {
      throw new IdxFormatException(
          "no IDX images file, its magic number is 0x%08x (expected 0x%08x)"
              .formatted(magic, GREY_MAGIC));
    }
    int count = in.readInt();
    int channels = magic == CHANNELS_MAGIC ? in.readInt() : 1;
    return of(magic == CHANNELS_MAGIC ? 20 : 16, count, channels, in.readInt(), in.readInt());
  }

  private static IdxHeader of(int byteLength, int count, int channels, int height, int width)
      throws IdxFormatException {
    if (count < 0) {
      throw new IdxFormatException("its header says %d images".formatted(count));
    }
    try {
      return new IdxHeader(byteLength, count, new ImageShape(channels, height, width));
    } catch (IllegalArgumentException e) {
      throw new IdxFormatException("its images cannot be read: " + e.getMessage());
    }
  }

  long dataBytes() {
    return (long) count * shape.size();
  }
}
