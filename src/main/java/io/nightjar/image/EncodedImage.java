package io.nightjar.image;

import java.util.Optional;

/**
 * An image file's bytes: JPEG, PNG and so on, told by content and not by name.
 *
 * @param bytes the whole file; not copied, not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
public record EncodedImage(byte[] bytes) implements ImageContent {
  @Override
  public long byteLength() {
    return bytes.length;
  }

  @Override
  public Optional<ContentHash> hash() {
    return Optional.of(ContentHash.of(bytes));
  }
}
