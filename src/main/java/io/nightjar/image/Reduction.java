package io.nightjar.image;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_GRAYSCALE;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_COLOR_2;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_COLOR_4;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_COLOR_8;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_2;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_4;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_8;

import java.util.Arrays;

/**
 * JPEG's shrink-on-load: the inverse transform yields 1/2, 1/4 or 1/8 of the size at a fraction of
 * the time. Taken when what it leaves is still to be shrunk.
 */
enum Reduction {
  EIGHTH(8, IMREAD_REDUCED_COLOR_8, IMREAD_REDUCED_GRAYSCALE_8),
  QUARTER(4, IMREAD_REDUCED_COLOR_4, IMREAD_REDUCED_GRAYSCALE_4),
  HALF(2, IMREAD_REDUCED_COLOR_2, IMREAD_REDUCED_GRAYSCALE_2),
  NONE(1, IMREAD_COLOR, IMREAD_GRAYSCALE);

  private final int denominator;
  private final int colourMode;
  private final int greyMode;

  Reduction(int denominator, int colourMode, int greyMode) {
    this.denominator = denominator;
    this.colourMode = colourMode;
    this.greyMode = greyMode;
  }

  /** The greatest reduction that costs the target no detail. */
  static Reduction of(ImageHeader header, Preprocessing preprocessing) {
    if (header.format() != ImageFormat.JPEG) {
      return NONE;
    }
    return Arrays.stream(values())
        .filter(reduction -> reduction.suits(header, preprocessing))
        .findFirst()
        .orElse(NONE);
  }

  /** OpenCV's {@code IMREAD_} mode. */
  int mode(int channels) {
    return channels == 1 ? greyMode : colourMode;
  }

  /** The upright image's size before reduction, given the size at which it was decoded. */
  Area sourceSize(ImageHeader header, Area decoded) {
    if (this == NONE) {
      return decoded;
    }
    int width = (int) header.width();
    int height = (int) header.height();
    boolean turned = decoded.width() != reduced(width) || decoded.height() != reduced(height);
    return turned ? Area.of(height, width) : Area.of(width, height);
  }

  /**
   * The library turns JPEGs by its own reading of their EXIF blocks, which may be another than the
   * header's, so both ways must suit. And the decoded size must tell which it was: two sides that
   * differ in the file but no longer after reduction would not.
   */
  private boolean suits(ImageHeader header, Preprocessing preprocessing) {
    int width = reduced(header.width());
    int height = reduced(header.height());
    boolean tellsOrientation = width != height || header.width() == header.height();
    return tellsOrientation
        && preprocessing.place(width, height).shrinks()
        && preprocessing.place(height, width).shrinks();
  }

  /** A side's length after decoding at this reduction, in pixels. */
  int reduced(long side) {
    return (int) ((side + denominator - 1) / denominator);
  }
}
