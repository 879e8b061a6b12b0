package io.nightjar.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import org.bytedeco.opencv.opencv_core.Mat;

/** Which of a file's pixels are seen through, as its header tells. */
sealed interface Transparency {
  /** No pixel. */
  Transparency OPAQUE = new Opaque();

  /**
   * Lays decoded pixels over a background.
   *
   * @param decoded as they are stored: 8 or 16 bits, 1, 3 or 4 channels
   * @return 8 bits, 1 or 3 channels
   */
  Mat over(Background background, Mat decoded);

  /** See {@link Transparency#OPAQUE}. */
  record Opaque() implements Transparency {
    @Override
    public Mat over(Background background, Mat decoded) {
      return OpenCv.eightBits(decoded);
    }
  }

  /** A fourth channel says how opaque each pixel is. */
  record Channel(Background.Opacity opacity) implements Transparency {
    /** Row by row, so that no more than a row is ever in Java's memory. */
    @Override
    public Mat over(Background background, Mat decoded) {
      Mat pixels = OpenCv.eightBits(decoded);
      if (pixels.channels() != 4) {
        return pixels; // the header promised what the pixels do not have
      }
      Mat laid = new Mat(pixels.rows(), pixels.cols(), CV_8UC3);
      byte[] bgra = new byte[4 * pixels.cols()];
      byte[] bgr = new byte[3 * pixels.cols()];
      for (int row = 0; row < pixels.rows(); row++) {
        pixels.ptr(row).get(bgra);
        background.under(bgra, opacity, bgr);
        laid.ptr(row).put(bgr);
      }
      return laid;
    }
  }

  /**
   * One level of grey is transparent, all else opaque.
   *
   * @param level of the samples as they are decoded: 8 or 16 bits
   */
  record GreyLevel(int level) implements Transparency {
    @Override
    public Mat over(Background background, Mat decoded) {
      if (decoded.channels() != 1) {
        return OpenCv.eightBits(decoded); // the header promised grey
      }
      Mat mask = OpenCv.equal(decoded, level);
      Mat pixels = OpenCv.withChannels(OpenCv.eightBits(decoded), 3);
      return OpenCv.filled(pixels, mask, background);
    }
  }
}
