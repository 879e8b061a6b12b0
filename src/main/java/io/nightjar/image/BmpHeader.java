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
  private static final int OS2_SECOND_HEADER = 64;
  private static final int HEADER_WITH_ALPHA = 56;
  private static final int HIGHEST_COMPRESSION = 3;
  private static final int RUNS_OF_8 = 1;
  private static final int RUNS_OF_4 = 2;
  private static final int BIT_FIELDS = 3;
  private static final int HEIGHT = 22;
  private static final int BITS = 28;
  private static final int COMPRESSION = 30;
  private static final int COLOURS = 46;
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
    boolean second = file.int32LittleEndian(14) == OS2_SECOND_HEADER;
    if (compression < 0 || compression > (second ? RUNS_OF_4 : HIGHEST_COMPRESSION)) {
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

  /** Empty but where a palette's colours come in runs. */
  Optional<BmpRuns> runs() throws UndecodableException {
    int compression = isOs2() ? 0 : file.int32LittleEndian(COMPRESSION);
    int bits = file.uint16LittleEndian(BITS);
    boolean eight = compression == RUNS_OF_8 && bits == 8;
    if (!eight && !(compression == RUNS_OF_4 && bits == 4)) {
      return Optional.empty();
    }
    int width = file.int32LittleEndian(18);
    int pixels = file.int32LittleEndian(10);
    return Optional.of(new BmpRuns(file, width, (int) rows(), bits, palette(1 << bits), pixels));
  }

  /** Blue, green and red of each colour; behind each of them in the file is a byte of nothing. */
  private byte[] palette(int most) throws UndecodableException {
    int said = file.int32LittleEndian(COLOURS);
    int count = said < 1 || said > most ? most : said;
    int first = 14 + file.int32LittleEndian(14);
    byte[] palette = new byte[3 * count];
    for (int i = 0; i < palette.length; i++) {
      palette[i] = (byte) file.uint8(first + i / 3 * 4 + i % 3);
    }
    return palette;
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
    boolean masks = compression == BIT_FIELDS && file.int32LittleEndian(14) >= HEADER_WITH_ALPHA;
    int mask = masks ? file.int32LittleEndian(RED_MASK + 12) : 0;
    int bits = file.uint16LittleEndian(BITS);
    if (bits == 16 && mask >>> 16 == 0 && Integer.bitCount(mask) > 1) { // of one bit, it is spare
      throw new UndecodableException(
          Reason.UNSUPPORTED_FORMAT, "BMP of 16 bits, some of them for opacity");
    }
    return mask != 0 && bits == 32 ? new Transparency.Channel(Opacity.APART) : Transparency.OPAQUE;
  }
}
