package io.nightjar.image;

import java.io.Serializable;

/** What decoding gives: pixels, or the reason why there are none; of what is no image, that. */
public sealed interface DecodeResult extends Serializable
    permits DecodedImage, Rejection, PassedOver {}
