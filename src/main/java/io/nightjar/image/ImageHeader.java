package io.nightjar.image;

/**
 * What an image file says of itself before it is decoded.
 *
 * @param format told by the first bytes
 * @param width pixels as stored, before any EXIF orientation; not yet checked
 * @param height pixels as stored, before any EXIF orientation; not yet checked
 */
record ImageHeader(ImageFormat format, long width, long height) {}
