package io.nightjar.image;

/**
 * Turns a TIFF's samples into uint8 pixels as OpenCV keeps them: grey, or blue, green and red, and
 * opacity where there is one. The full range of any depth becomes 0 to 255.
 */
final class TiffColours {
  private static final int COLOUR_MAP = 320;
  private static final int PRIMARIES = 3;

  private final TiffSamples samples;
  private final byte[] levels;

  /** What each sample stands for in a palette, (colour, primary) in blue, green, red; or empty. */
  private final byte[] palette;

  TiffColours(TiffSamples samples, TiffDirectory directory) throws UndecodableException {
    this.samples = samples;
    levels = levels(samples.bits());
    palette =
        samples.photometric() == TiffSamples.Photometric.PALETTE
            ? palette(directory, 1 << samples.bits())
            : new byte[0];
  }

  /**
   * Turns one row.
   *
   * @param row (pixel, sample)
   * @param line takes (pixel, channel)
   * @param width pixels
   */
  void put(char[] row, byte[] line, int width) {
    int channels = samples.channels();
    for (int x = 0; x < width; x++) {
      int from = x * samples.count();
      int to = x * channels;
      switch (samples.photometric()) {
        case MIN_IS_WHITE -> grey((byte) ~levels[row[from]], line, to, channels);
        case MIN_IS_BLACK -> grey(levels[row[from]], line, to, channels);
        case PALETTE -> System.arraycopy(palette, row[from] * PRIMARIES, line, to, PRIMARIES);
        case RGB, YCBCR -> rgb(row, from, line, to);
        case CMYK -> cmyk(row, from, line, to);
      }
      if (samples.opacity() >= 0) {
        line[to + PRIMARIES] = levels[row[from + samples.opacity()]];
      }
    }
  }

  private static void grey(byte level, byte[] line, int to, int channels) {
    for (int channel = 0; channel < Math.min(channels, PRIMARIES); channel++) {
      line[to + channel] = level;
    }
  }

  private void rgb(char[] row, int from, byte[] line, int to) {
    for (int primary = 0; primary < PRIMARIES; primary++) {
      line[to + PRIMARIES - 1 - primary] = levels[row[from + primary]];
    }
  }

  /** As libtiff and Pillow do it without a profile. */
  private void cmyk(char[] row, int from, byte[] line, int to) {
    int white = 255 - (levels[row[from + PRIMARIES]] & 0xFF);
    for (int primary = 0; primary < PRIMARIES; primary++) {
      int paper = 255 - (levels[row[from + primary]] & 0xFF);
      line[to + PRIMARIES - 1 - primary] = (byte) (paper * white / 255);
    }
  }

  /** Words lose their lower byte, as in the library, so that every layout gives the same pixels. */
  private static byte[] levels(int bits) {
    int highest = (1 << bits) - 1;
    byte[] levels = new byte[highest + 1];
    for (int value = 0; value <= highest; value++) {
      levels[value] = (byte) (bits == 16 ? value >> 8 : (value * 255 + highest / 2) / highest);
    }
    return levels;
  }

  /** Palettes are of 16 bits; some writers leave them at 8. */
  private static byte[] palette(TiffDirectory directory, int colours) throws UndecodableException {
    if (directory.count(COLOUR_MAP) < (long) PRIMARIES * colours) {
      throw new UndecodableException(
          Rejection.Reason.CORRUPT, "TIFF has no palette of %d colours".formatted(colours));
    }
    int[] values = new int[PRIMARIES * colours];
    int most = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] = (int) directory.number(COLOUR_MAP, 0, i);
      most = Math.max(most, values[i]);
    }
    byte[] palette = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      int primary = PRIMARIES - 1 - i / colours;
      palette[i % colours * PRIMARIES + primary] = (byte) (most < 256 ? values[i] : values[i] >> 8);
    }
    return palette;
  }
}
