package io.nightjar.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Decodes bitmaps of 4 or 8 bits whose rows, from the bottom upwards, are runs of colours out of a
 * palette. What runs leave out has the first colour, and what they have beyond a row's end does not
 * count; there the library loses its place.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/gdi/bitmap-compression">Bitmap
 *     compression</a>
 */
final class BmpRuns {
  private static final int END_OF_PICTURE = 1;
  private static final int MOVE = 2;
  private static final int PRIMARIES = 3;

  private final HeaderBytes file;
  private final Mat decoded;
  private final int bits;
  private final byte[] palette;
  private final byte[] line;
  private int at;
  private int row;
  private int x;

  /**
   * Begins at the first run.
   *
   * @param bits 4 or 8
   * @param palette blue, green and red of each colour
   * @param pixels the position of the first run
   */
  BmpRuns(HeaderBytes file, int width, int height, int bits, byte[] palette, int pixels) {
    this.file = file;
    this.bits = bits;
    this.palette = palette;
    at = pixels;
    decoded = new Mat(height, width, CV_8UC3);
    line = new byte[width * PRIMARIES];
    clear();
  }

  /** Rows of blue, green and red. */
  Mat decode() throws UndecodableException {
    while (row < decoded.rows()) {
      int count = file.uint8(at);
      int word = file.uint8(at + 1);
      at += 2;
      if (count > 0) {
        run(count, word);
      } else if (word > MOVE) {
        colours(word);
      } else if (word == MOVE) {
        x += file.uint8(at);
        endRows(file.uint8(at + 1));
        at += 2;
      } else {
        endRows(word == END_OF_PICTURE ? decoded.rows() : 1);
        x = 0;
      }
    }
    return decoded;
  }

  /** Pixels of one colour, or at 4 bits of two in turn. */
  private void run(int count, int word) {
    for (int i = 0; i < count; i++) {
      put(bits == 8 || i % 2 == 1 ? word : word >> 4);
    }
  }

  /** Pixels of their own, in whole words. */
  private void colours(int count) throws UndecodableException {
    for (int i = 0; i < count; i++) {
      int value = file.uint8(at + i * bits / 8);
      put(bits == 8 || i % 2 == 1 ? value : value >> 4);
    }
    at += (count * bits + 15) / 16 * 2;
  }

  private void put(int index) {
    int colour = bits == 8 ? index : index & 15;
    if (x < decoded.cols()) {
      int from = Math.min(colour * PRIMARIES, palette.length - PRIMARIES);
      System.arraycopy(palette, from, line, x * PRIMARIES, PRIMARIES);
    }
    x++;
  }

  private void endRows(int count) {
    for (int i = 0; i < count && row < decoded.rows(); i++) {
      row++;
      decoded.ptr(decoded.rows() - row).put(line);
      clear();
    }
  }

  private void clear() {
    for (int i = 0; i < line.length; i += PRIMARIES) {
      System.arraycopy(palette, 0, line, i, PRIMARIES);
    }
  }
}
