package io.nightjar.image;

import java.io.Serializable;

/** What was read for one image of an archive: bytes to decode, bare pixels, or why there are none. */
public sealed interface ImageContent extends Serializable
    permits EncodedImage, RasterImage, Rejection {}
