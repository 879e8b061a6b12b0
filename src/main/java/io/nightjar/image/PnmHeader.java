package io.nightjar.image;

import io.nightjar.image.Rejection.Reason;

/**
 * The head of a PBM, PGM or PPM file: numbers in ASCII, with comments between them.
 *
 * @see <a href="https://netpbm.sourceforge.net/doc/ppm.html">PPM format</a>
 */
final class PnmHeader {
  /** Longer than any number that a header may hold. */
  private static final int DIGITS = 9;

  private final HeaderBytes file;
  private int at = 2;

  PnmHeader(HeaderBytes file) {
    this.file = file;
  }

  static boolean begins(HeaderBytes file) {
    return (file.has(0, "P5") || file.has(0, "P6")) && file.length() > 2 && isSpace(file, 2);
  }

  ImageHeader header() throws UndecodableException {
    int width = number();
    int height = number();
    int highest = number();
    if (highest != 255) {
      throw new UndecodableException(
          Reason.UNSUPPORTED_FORMAT, "PNM of levels up to %d (expected 255)".formatted(highest));
    }
    return new ImageHeader(ImageFormat.PNM, width, height);
  }

  void requireWhole() throws UndecodableException {
    ImageHeader header = header();
    long bytes = header.width() * header.height() * (file.has(0, "P6") ? 3 : 1);
    if (at + 1 + bytes > file.length()) {
      throw new UndecodableException(
          Reason.TRUNCATED, "PNM ends inside its %d bytes of pixels".formatted(bytes));
    }
  }

  private int number() throws UndecodableException {
    skipSpace();
    int value = 0;
    int first = at;
    while (file.uint8(at) >= '0' && file.uint8(at) <= '9' && at - first < DIGITS) {
      value = 10 * value + file.uint8(at++) - '0';
    }
    if (at == first || !isSpace(file, at)) {
      throw new UndecodableException(Reason.CORRUPT, "PNM has no number at byte " + first);
    }
    return value;
  }

  private void skipSpace() throws UndecodableException {
    boolean comment = false;
    while (comment || isSpace(file, at) || file.uint8(at) == '#') {
      comment = file.uint8(at) == '#' || (comment && file.uint8(at) != '\n');
      at++;
    }
  }

  private static boolean isSpace(HeaderBytes file, int at) {
    return file.has(at, " ") || file.has(at, "\n") || file.has(at, "\t") || file.has(at, "\r");
  }
}
