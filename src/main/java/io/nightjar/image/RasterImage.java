package io.nightjar.image;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Pixels that were stored bare, as in an IDX file.
 *
 * @param values uint8, channels first, {@code shape.size()} of them; not copied, not to be changed
 * @param shape as stored, not as the network wants it
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
public record RasterImage(byte[] values, ImageShape shape) implements ImageContent {
  public RasterImage {
    if (values.length != shape.size()) {
      throw new IllegalArgumentException(
          "values: %d (expected %d for %s)".formatted(values.length, shape.size(), shape));
    }
  }

  @Override
  public long byteLength() {
    return values.length;
  }

  /** Covers type, shape and values: the same bytes in another shape are another image. */
  @Override
  public Optional<ContentHash> hash() {
    MessageDigest sha256 = ContentHash.sha256();
    sha256.update("uint8 %s\n".formatted(shape).getBytes(StandardCharsets.US_ASCII));
    return Optional.of(ContentHash.of(sha256, values));
  }
}
