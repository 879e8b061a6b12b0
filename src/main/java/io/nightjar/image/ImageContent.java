package io.nightjar.image;

import java.io.Serializable;
import java.util.Optional;

/**
 * What was read for one image of an archive: bytes to decode, bare pixels, or why there are none;
 * or that it is no image.
 */
public sealed interface ImageContent extends Serializable
    permits EncodedImage, RasterImage, Rejection, PassedOver {

  /** Bytes that were read, 0 where nothing was. */
  long byteLength();

  /** The hash of what was read, empty where nothing was. */
  Optional<ContentHash> hash();
}
