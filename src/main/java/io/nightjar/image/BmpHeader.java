package io.nightjar.image;

import io.nightjar.image.Background.Opacity;
import io.nightjar.image.Rejection.Reason;
import java.util.Optional;

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
  private static final int HEIGHT = 22;
  private static final int BITS = 28;
  private static final int COMPRESSION = 30;
  private static final int RED_MASK = 54;

  private final HeaderBytes file;

  BmpHeader(HeaderBytes file) {
    this.file = file;
  }

  ImageHeader header() throws UndecodableException {
    if (isOs2()) {
      return new ImageHeader(
          ImageFormat.BMP, file.uint16LittleEndian(18), file.uint16LittleEndian(20));
    }
    int compression = file.int32LittleEndian(COMPRESSION);
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
    boolean compressed = !isOs2() && file.int32LittleEndian(COMPRESSION) % BIT_FIELDS != 0;
    long bits = file.uint16LittleEndian(isOs2() ? 24 : BITS);
    long row = (header.width() * bits + 31) / 32 * 4;
    long lastRow = (header.width() * bits + 7) / 8;
    long pixels = row * (header.height() - 1) + lastRow;
    if (!compressed && file.int32LittleEndian(10) + pixels > file.length()) {
      throw new UndecodableException(
          Reason.TRUNCATED, "BMP ends inside its %d bytes of pixels".formatted(pixels));
    }
  }

  /** Empty where the library knows them: at 24 bits and fewer but 16, and at 32 without a word. */
  Optional<BmpMasks> masks() throws UndecodableException {
    if (isOs2()) {
      return Optional.empty();
    }
    int compression = file.int32LittleEndian(COMPRESSION);
    int bits = file.uint16LittleEndian(BITS);
    if (compression == BIT_FIELDS && (bits == 16 || bits == 32)) {
      boolean alpha = !transparency(compression).equals(Transparency.OPAQUE);
      return Optional.of(
          masks(
              bits / 8,
              file.int32LittleEndian(RED_MASK + 8),
              file.int32LittleEndian(RED_MASK + 4),
              file.int32LittleEndian(RED_MASK),
              alpha ? file.int32LittleEndian(RED_MASK + 12) : 0));
    }
    return compression == 0 && bits == 16
        ? Optional.of(masks(2, 0x1F, 0x3E0, 0x7C00, 0))
        : Optional.empty();
  }

  private BmpMasks masks(int pixelBytes, int blue, int green, int red, int alpha)
      throws UndecodableException {
    return new BmpMasks(
        file.int32LittleEndian(18),
        (int) rows(),
        file.int32LittleEndian(HEIGHT) > 0,
        file.int32LittleEndian(10),
        pixelBytes,
        blue,
        green,
        red,
        alpha);
  }

  private boolean isOs2() throws UndecodableException {
    return file.int32LittleEndian(14) == OS2_HEADER;
  }

  /** A negative height stands for rows from top to bottom. */
  private long rows() throws UndecodableException {
    return Math.abs((long) file.int32LittleEndian(HEIGHT));
  }

  /** The fourth byte is opacity only where a mask says so: most files leave it 0. */
  private Transparency transparency(int compression) throws UndecodableException {
    boolean masks =
        compression == BIT_FIELDS
            && file.int32LittleEndian(14) >= HEADER_WITH_ALPHA
            && file.uint16LittleEndian(BITS) == 32;
    return masks && file.int32LittleEndian(RED_MASK + 12) != 0
        ? new Transparency.Channel(Opacity.APART)
        : Transparency.OPAQUE;
  }
}
