package io.nightjar.image;

/**
 * An image as the network sees it.
 *
 * @param pixels uint8, (channels, height, width) of the preprocessing's shape
 * @param sourceWidth the image's own width in pixels, upright
 * @param sourceHeight the image's own height in pixels, upright
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
public record DecodedImage(byte[] pixels, int sourceWidth, int sourceHeight)
    implements DecodeResult {}
