package io.nightjar.image;

import java.util.Objects;

/**
 * What an image file says of itself before it is decoded.
 *
 * @param format told by the first bytes
 * @param width pixels as stored, before any EXIF orientation; not yet checked
 * @param height pixels as stored, before any EXIF orientation; not yet checked
 * @param sampleBytes of one channel of one pixel when it is decoded as it is stored, 1 or 2
 * @param workBytes that the codec needs for each stored pixel, beside the pixels that it gives
 * @param transparency which pixels are seen through
 * @param orientation as EXIF counts them, 1 (upright) to 8
 */
record ImageHeader(
    ImageFormat format,
    long width,
    long height,
    int sampleBytes,
    double workBytes,
    Transparency transparency,
    int orientation) {
  /** From this one on, width and height change places. */
  private static final int FIRST_TURNED = 5;

  ImageHeader {
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(transparency, "transparency");
  }

  /** Of opaque upright pixels of one byte a channel, which need nothing beside themselves. */
  ImageHeader(ImageFormat format, long width, long height) {
    this(format, width, height, 1, 0, Transparency.OPAQUE, 1);
  }

  ImageHeader withSampleBytes(int sampleBytes) {
    return new ImageHeader(
        format, width, height, sampleBytes, workBytes, transparency, orientation);
  }

  ImageHeader withWorkBytes(double workBytes) {
    return new ImageHeader(
        format, width, height, sampleBytes, workBytes, transparency, orientation);
  }

  ImageHeader withTransparency(Transparency transparency) {
    return new ImageHeader(
        format, width, height, sampleBytes, workBytes, transparency, orientation);
  }

  ImageHeader withOrientation(int orientation) {
    return new ImageHeader(
        format, width, height, sampleBytes, workBytes, transparency, orientation);
  }

  /** Bytes that are held at once while the file is decoded, for all its pixels: an estimate. */
  double decodeBytes(Reduction reduction, Preprocessing preprocessing) {
    double decoded =
        (double) reduction.reduced(width)
            * reduction.reduced(height)
            * pixelBytes(preprocessing)
            * (orientation >= FIRST_TURNED ? 2 : 1);
    return (double) width * height * workBytes + decoded;
  }

  private int pixelBytes(Preprocessing preprocessing) {
    if (!isSeenThrough(preprocessing)) {
      return preprocessing.shape().channels();
    }
    int eightBits = sampleBytes == 1 ? 0 : 4;
    return 4 * sampleBytes + eightBits + 3;
  }

  /** Whether the background shows. */
  boolean isSeenThrough(Preprocessing preprocessing) {
    return !transparency.equals(Transparency.OPAQUE) && preprocessing.looksAtTransparency();
  }
}
