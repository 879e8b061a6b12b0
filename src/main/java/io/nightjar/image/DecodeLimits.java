package io.nightjar.image;

import io.nightjar.image.Rejection.Reason;
import java.io.Serializable;

/**
 * What one image may cost at most, so that a small file cannot claim all of a worker's memory. Held
 * against what a file's header says, before anything is decoded.
 *
 * @param decodedBytes held at once while the image is decoded, 1 or more: its pixels at the size at
 *     which they leave the decoder, and what the decoder needs beside them
 */
public record DecodeLimits(long decodedBytes) implements Serializable {
  /** 512 MiB: 178 megapixels in colour. */
  public static final DecodeLimits DEFAULT = new DecodeLimits(512L << 20);

  /** OpenCV's own limits. */
  private static final long MOST_PIXELS = 1L << 30;

  private static final long MOST_PIXELS_A_SIDE = 1L << 20;

  public DecodeLimits {
    if (decodedBytes < 1) {
      throw new IllegalArgumentException(
          "max-decode-bytes: %d (expected 1 or more)".formatted(decodedBytes));
    }
  }

  void require(ImageHeader header, Reduction reduction, Preprocessing preprocessing)
      throws UndecodableException {
    long width = header.width();
    long height = header.height();
    if (width < 1 || height < 1) {
      throw new UndecodableException(
          Reason.ZERO_SIZE, "the image is %d by %d pixels".formatted(width, height));
    }
    if (width > MOST_PIXELS_A_SIDE
        || height > MOST_PIXELS_A_SIDE
        || (double) width * height > MOST_PIXELS) {
      throw new UndecodableException(
          Reason.TOO_LARGE,
          "%d by %d pixels are more than any decoder takes".formatted(width, height));
    }
    double bytes = header.decodeBytes(reduction, preprocessing);
    if (bytes > decodedBytes) {
      throw new UndecodableException(
          Reason.TOO_LARGE,
          "%d by %d pixels take %.0f MiB to decode, the limit is %d MiB"
              .formatted(width, height, bytes / (1 << 20), decodedBytes >> 20));
    }
  }
}
