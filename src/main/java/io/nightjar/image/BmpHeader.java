package io.nightjar.image;

import io.nightjar.image.Background.Opacity;
import io.nightjar.image.Rejection.Reason;

/**
 * The head of a Windows or OS/2 bitmap.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/gdi/bitmap-header-types">Bitmap header
 *     types</a>
 */
final class BmpHeader {
  private static final int OS2_HEADER = 12;
  private static final int HEADER_WITH_ALPHA = 56;
  private static final int HIGHEST_COMPRESSION = 3;
  private static final int BIT_FIELDS = 3;

  private final HeaderBytes file;

  BmpHeader(HeaderBytes file) {
    this.file = file;
  }

  ImageHeader header() throws UndecodableException {
    if (isOs2()) {
      return new ImageHeader(
          ImageFormat.BMP, file.uint16LittleEndian(18), file.uint16LittleEndian(20));
    }
    int compression = file.int32LittleEndian(30);
    if (compression < 0 || compression > HIGHEST_COMPRESSION) {
      throw new UndecodableException(
          Reason.UNSUPPORTED_FORMAT, "BMP of compression %d".formatted(compression));
    }
    return new ImageHeader(ImageFormat.BMP, file.int32LittleEndian(18), rows())
        .withTransparency(transparency(compression));
  }

  /** That rows which are not compressed are all there. */
  void requireWhole() throws UndecodableException {
    ImageHeader header = header();
    boolean compressed = !isOs2() && file.int32LittleEndian(30) % BIT_FIELDS != 0;
    long bits = file.uint16LittleEndian(isOs2() ? 24 : 28);
    long row = (header.width() * bits + 31) / 32 * 4;
    long lastRow = (header.width() * bits + 7) / 8;
    long pixels = row * (header.height() - 1) + lastRow;
    if (!compressed && file.int32LittleEndian(10) + pixels > file.length()) {
      throw new UndecodableException(
          Reason.TRUNCATED, "BMP ends inside its %d bytes of pixels".formatted(pixels));
    }
  }

  private boolean isOs2() throws UndecodableException {
    return file.int32LittleEndian(14) == OS2_HEADER;
  }

  /** A negative height stands for rows from top to bottom. */
  private long rows() throws UndecodableException {
    return Math.abs((long) file.int32LittleEndian(22));
  }

  /** The fourth byte is opacity only where a mask says so: most files leave it 0. */
  private Transparency transparency(int compression) throws UndecodableException {
    boolean masks =
        compression == BIT_FIELDS
            && file.int32LittleEndian(14) >= HEADER_WITH_ALPHA
            && file.uint16LittleEndian(28) == 32;
    return masks && file.int32LittleEndian(66) != 0
        ? new Transparency.Channel(Opacity.APART)
        : Transparency.OPAQUE;
  }
}
