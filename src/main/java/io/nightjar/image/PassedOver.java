package io.nightjar.image;

import java.util.Objects;
import java.util.Optional;

/**
 * Something beside an archive's images that is none: neither its name nor its first bytes are an
 * image's. It is counted and otherwise forgotten, and no reject.
 *
 * @param extension what it is counted under: {@link ImageNames#extension} of its name
 */
public record PassedOver(String extension) implements ImageContent, DecodeResult {
  public PassedOver {
    Objects.requireNonNull(extension, "extension");
  }

  /** By the name of a file or of a container's member, without its folders. */
  public static PassedOver named(String name) {
    return new PassedOver(ImageNames.extension(name));
  }

  @Override
  public long byteLength() {
    return 0;
  }

  @Override
  public Optional<ContentHash> hash() {
    return Optional.empty();
  }
}
