package io.nightjar.image;

import java.io.Serializable;

/**
 * What one image may cost at most, so that a small file cannot claim all of a worker's memory.
 *
 * @param decodedBytes of the whole image at its own size, 1 or more: width × height × channels
 */
public record DecodeLimits(long decodedBytes) implements Serializable {
  /** 512 MiB: 178 megapixels in colour. */
  public static final DecodeLimits DEFAULT = new DecodeLimits(512L << 20);

  public DecodeLimits {
    if (decodedBytes < 1) {
      throw new IllegalArgumentException(
          "decodedBytes: %d (expected 1 or more)".formatted(decodedBytes));
    }
  }
}
