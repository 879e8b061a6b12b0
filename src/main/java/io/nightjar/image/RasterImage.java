package io.nightjar.image;

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

  @Override
  public Optional<ContentHash> hash() {
    return Optional.of(ContentHash.of(values));
  }
}
