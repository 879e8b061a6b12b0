package io.nightjar.image;

import io.nightjar.image.Background.Opacity;
import io.nightjar.image.Rejection.Reason;
import java.util.Arrays;
import java.util.Map;

/**
 * What the samples of a TIFF's pixel are.
 *
 * @param bits of each, 1 to 16
 * @param count of a pixel, with those that are no colour
 * @param photometric what the first ones stand for
 * @param photometricIsSaid false where it follows from the count, which the library does not do
 * @param opacity which one is the pixel's opacity, negative where none is
 * @param multiplied whether the colours have been multiplied by it
 */
record TiffSamples(
    int bits,
    int count,
    Photometric photometric,
    boolean photometricIsSaid,
    int opacity,
    boolean multiplied) {
  private static final int BITS_PER_SAMPLE = 258;
  private static final int PHOTOMETRIC = 262;
  private static final int SAMPLES_PER_PIXEL = 277;
  private static final int INK_SET = 332;
  private static final int EXTRA_SAMPLES = 338;
  private static final int SAMPLE_FORMAT = 339;

  private static final int MOST_BITS = 16;

  /** More than the bands of any instrument, and checked in no time. */
  private static final int MOST_SAMPLES = 4096;

  private static final long CMYK_INKS = 1;
  private static final long MULTIPLIED_OPACITY = 1;
  private static final long OPACITY = 2;

  /** What the numbers of sample formats mean; 4 leaves it open, and others take whole numbers. */
  private static final Map<Long, String> FORMATS =
      Map.of(1L, "whole", 4L, "whole", 2L, "signed", 3L, "floating-point");

  /** How samples become colours. */
  enum Photometric {
    MIN_IS_WHITE(0, 1),
    MIN_IS_BLACK(1, 1),
    RGB(2, 3),
    PALETTE(3, 1),
    CMYK(5, 4),
    YCBCR(6, 3);

    private final long number;
    private final int samples;

    Photometric(long number, int samples) {
      this.number = number;
      this.samples = samples;
    }
  }

  /** What the numbers of those that are not read mean, for people. */
  private static final Map<Long, String> OTHER_PHOTOMETRICS =
      Map.of(
          4L, "a transparency mask",
          8L, "CIE L*a*b*", // which others turn into colours that differ by 5 in the mean
          9L, "ICC L*a*b*",
          10L, "ITU L*a*b*",
          32803L, "a colour filter array",
          32844L, "LogL",
          32845L, "LogLuv",
          34892L, "linear raw");

  /**
   * Reads what a directory says of them.
   *
   * @throws UndecodableException with what is not supported
   */
  static TiffSamples of(TiffDirectory directory) throws UndecodableException {
    long count = directory.number(SAMPLES_PER_PIXEL, 1);
    if (count < 1 || count > MOST_SAMPLES) {
      throw new UndecodableException(Reason.CORRUPT, "TIFF of %d samples a pixel".formatted(count));
    }
    int bits = bits(directory, (int) count);
    Photometric photometric = photometric(directory, (int) count);
    int colours = photometric.samples;
    if (count < colours) {
      throw new UndecodableException(
          Reason.CORRUPT, "TIFF of %s with %d samples a pixel".formatted(photometric, count));
    }
    int opacity = -1;
    for (int extra = (int) count - colours - 1; extra >= 0; extra--) {
      long meaning = directory.number(EXTRA_SAMPLES, 0, extra);
      opacity = meaning == MULTIPLIED_OPACITY || meaning == OPACITY ? colours + extra : opacity;
    }
    boolean multiplied =
        opacity >= 0 && directory.number(EXTRA_SAMPLES, 0, opacity - colours) == MULTIPLIED_OPACITY;
    return new TiffSamples(
        bits, (int) count, photometric, directory.has(PHOTOMETRIC), opacity, multiplied);
  }

  boolean isGrey() {
    return photometric == Photometric.MIN_IS_WHITE || photometric == Photometric.MIN_IS_BLACK;
  }

  /** How many channels a decoded pixel has: grey, or blue, green and red, and its opacity. */
  int channels() {
    if (opacity >= 0) {
      return 4;
    }
    return isGrey() ? 1 : 3;
  }

  /** Whether this one says something of the pixel. */
  boolean isRead(int sample) {
    return sample < photometric.samples || sample == opacity;
  }

  Transparency transparency() {
    return opacity < 0
        ? Transparency.OPAQUE
        : new Transparency.Channel(multiplied ? Opacity.MULTIPLIED : Opacity.APART);
  }

  private static int bits(TiffDirectory directory, int count) throws UndecodableException {
    long bits = directory.number(BITS_PER_SAMPLE, 1);
    for (int sample = 0; sample < count; sample++) {
      long own = directory.number(BITS_PER_SAMPLE, bits, sample);
      long format = directory.number(SAMPLE_FORMAT, 1, sample);
      String name = FORMATS.getOrDefault(format, "unknown");
      if (own < 1 || own > MOST_BITS || !name.equals("whole")) {
        throw new UndecodableException(
            Reason.UNSUPPORTED_FORMAT,
            "TIFF of %s samples of %d bits (expected whole ones of 1 to 16)".formatted(name, own));
      }
      if (own != bits) {
        throw new UndecodableException(
            Reason.UNSUPPORTED_FORMAT, "TIFF of samples of %d and of %d bits".formatted(bits, own));
      }
    }
    return (int) bits;
  }

  private static Photometric photometric(TiffDirectory directory, int count)
      throws UndecodableException {
    if (!directory.has(PHOTOMETRIC)) {
      if (count < Photometric.RGB.samples) {
        throw unsupported("pixels may be dark or light"); // readers differ in what they take
      }
      return Photometric.RGB;
    }
    long number = directory.number(PHOTOMETRIC, 0);
    if (OTHER_PHOTOMETRICS.containsKey(number)) {
      throw unsupported("pixels are " + OTHER_PHOTOMETRICS.get(number));
    }
    if (number == 5 && directory.number(INK_SET, CMYK_INKS) != CMYK_INKS) {
      throw unsupported("inks are not cyan, magenta, yellow and black");
    }
    return Arrays.stream(Photometric.values())
        .filter(photometric -> photometric.number == number)
        .findFirst()
        .orElseThrow(
            () ->
                new UndecodableException(
                    Reason.CORRUPT, "TIFF of photometric interpretation %d".formatted(number)));
  }

  private static UndecodableException unsupported(String what) {
    return new UndecodableException(Reason.UNSUPPORTED_FORMAT, "TIFF whose " + what);
  }
}
