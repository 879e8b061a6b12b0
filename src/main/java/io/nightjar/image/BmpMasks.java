package io.nightjar.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC4;

import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Decodes bitmaps of 16 or 32 bits whose masks say which bits are which colour. The library reads
 * the masks of few files, and five bits as if the lowest three were 0.
 *
 * @param width pixels
 * @param height rows
 * @param upwards whether the last row comes first
 * @param pixels the position of the first one
 * @param pixelBytes 2 or 4
 * @param blue the bits of a pixel that are blue
 * @param green likewise
 * @param red likewise
 * @param alpha likewise, 0 where all is opaque
 */
record BmpMasks(
    int width,
    int height,
    boolean upwards,
    int pixels,
    int pixelBytes,
    int blue,
    int green,
    int red,
    int alpha) {

  /** Rows of blue, green, red and, where there is a mask for it, opacity. */
  Mat decode(HeaderBytes file) throws UndecodableException {
    int[] masks = alpha == 0 ? new int[] {blue, green, red} : new int[] {blue, green, red, alpha};
    Mat decoded = new Mat(height, width, masks.length == 3 ? CV_8UC3 : CV_8UC4);
    byte[] line = new byte[width * masks.length];
    int stride = (width * pixelBytes + 3) / 4 * 4;
    for (int row = 0; row < height; row++) {
      for (int x = 0; x < width; x++) {
        int pixel = pixel(file, pixels + row * stride + x * pixelBytes);
        for (int channel = 0; channel < masks.length; channel++) {
          line[x * masks.length + channel] = eightBits(pixel, masks[channel]);
        }
      }
      decoded.ptr(upwards ? height - 1 - row : row).put(line);
    }
    return decoded;
  }

  private int pixel(HeaderBytes file, int at) throws UndecodableException {
    return pixelBytes == 2 ? file.uint16LittleEndian(at) : file.int32LittleEndian(at);
  }

  /** However many bits the mask has, all of them set is 255. */
  private static byte eightBits(int pixel, int mask) {
    if (mask == 0) {
      return 0;
    }
    int shift = Integer.numberOfTrailingZeros(mask);
    long highest = Integer.toUnsignedLong(mask) >> shift;
    long value = Integer.toUnsignedLong(pixel & mask) >> shift;
    return (byte) ((value * 255 + highest / 2) / highest);
  }
}
