package io.nightjar.image;

/** What decoding gives: pixels, or the reason why there are none. */
public sealed interface DecodeResult permits DecodedImage, Rejection {}
