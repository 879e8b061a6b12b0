package io.nightjar.image;

import io.nightjar.image.Background.Opacity;
import io.nightjar.image.Rejection.Reason;
import java.util.Set;

/** What a TIFF's first directory says of its first picture. */
final class TiffHeader {
  private static final int WIDTH = 256;
  private static final int LENGTH = 257;
  private static final int BITS_PER_SAMPLE = 258;
  private static final int COMPRESSION = 259;
  private static final int PHOTOMETRIC = 262;
  private static final int STRIP_OFFSETS = 273;
  private static final int SAMPLES_PER_PIXEL = 277;
  private static final int ROWS_PER_STRIP = 278;
  private static final int STRIP_BYTE_COUNTS = 279;
  private static final int TILE_WIDTH = 322;
  private static final int TILE_LENGTH = 323;
  private static final int TILE_OFFSETS = 324;
  private static final int TILE_BYTE_COUNTS = 325;
  private static final int EXTRA_SAMPLES = 338;
  private static final int SAMPLE_FORMAT = 339;

  /** None, the fax codes, LZW, JPEG old and new, both Deflates, PackBits, ThunderScan, NeXT. */
  private static final Set<Long> COMPRESSIONS =
      Set.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 32766L, 32771L, 32773L, 32809L, 32946L);

  private static final long RGB = 2;

  /** Of sample formats: whole numbers without a sign, and not said. */
  private static final Set<Long> UNSIGNED = Set.of(1L, 4L);

  private static final long MULTIPLIED_OPACITY = 1;

  /** Far more than a sensible writer makes, and checked in no time. */
  private static final long MOST_PIECES = 1 << 20;

  private final HeaderBytes file;
  private final TiffDirectory directory;

  TiffHeader(HeaderBytes file) throws UndecodableException {
    this.file = file;
    this.directory = TiffDirectory.read(file, 0);
  }

  ImageHeader header() throws UndecodableException {
    if (!directory.has(WIDTH) || !directory.has(LENGTH)) {
      throw new UndecodableException(Reason.CORRUPT, "TIFF has no width or no height");
    }
    requireSupported();
    long width = directory.number(WIDTH, 0);
    long height = directory.number(LENGTH, 0);
    return new ImageHeader(ImageFormat.TIFF, width, height)
        .withSampleBytes(bits() > 8 ? 2 : 1)
        .withWorkBytes(pieceBytes(width, height) / Math.max(1, (double) width * height))
        .withTransparency(transparency());
  }

  /** That every strip or tile is in the file. */
  void requireWhole() throws UndecodableException {
    boolean tiled = directory.has(TILE_OFFSETS);
    int offsets = tiled ? TILE_OFFSETS : STRIP_OFFSETS;
    int counts = tiled ? TILE_BYTE_COUNTS : STRIP_BYTE_COUNTS;
    long pieces = directory.count(offsets);
    if (pieces < 1 || pieces > MOST_PIECES) {
      throw new UndecodableException(Reason.CORRUPT, "TIFF of %d strips".formatted(pieces));
    }
    for (long piece = 0; piece < pieces; piece++) {
      long offset = directory.number(offsets, 0, piece);
      long length = directory.number(counts, 0, piece);
      if (offset < 0 || length < 0 || offset > file.length() - length) {
        throw new UndecodableException(
            Reason.TRUNCATED,
            "TIFF has a strip of %d bytes at %d of %d".formatted(length, offset, file.length()));
      }
    }
  }

  private void requireSupported() throws UndecodableException {
    long compression = directory.number(COMPRESSION, 1);
    if (!COMPRESSIONS.contains(compression)) {
      throw new UndecodableException(
          Reason.UNSUPPORTED_FORMAT, "TIFF of compression %d".formatted(compression));
    }
    if (bits() > 16 || !UNSIGNED.contains(directory.number(SAMPLE_FORMAT, 1))) {
      throw new UndecodableException(
          Reason.UNSUPPORTED_FORMAT,
          "TIFF of %d bits a sample in format %d (expected whole numbers of 16 or less)"
              .formatted(bits(), directory.number(SAMPLE_FORMAT, 1)));
    }
  }

  private long bits() throws UndecodableException {
    return directory.number(BITS_PER_SAMPLE, 1);
  }

  /**
   * A strip or tile is decoded whole, as stored and as four bytes a pixel; files may claim tiles
   * far larger than the image.
   */
  private double pieceBytes(long width, long height) throws UndecodableException {
    long samples = directory.number(SAMPLES_PER_PIXEL, 1);
    double stored = samples * Math.max(1, bits() / 8.0);
    boolean tiled = directory.has(TILE_WIDTH);
    double pieceWidth = tiled ? directory.number(TILE_WIDTH, 0) : width;
    double pieceHeight =
        tiled
            ? directory.number(TILE_LENGTH, 0)
            : Math.min(height, directory.number(ROWS_PER_STRIP, height));
    return Math.max(0, pieceWidth) * Math.max(0, pieceHeight) * (stored + 4);
  }

  /**
   * Only beside red, green and blue is opacity read; elsewhere the library lays the picture over
   * black. It multiplies colours of 8 bits by their opacity itself.
   */
  private Transparency transparency() throws UndecodableException {
    long extra = directory.number(EXTRA_SAMPLES, 0);
    if (extra == 0
        || directory.number(SAMPLES_PER_PIXEL, 1) != 4
        || directory.number(PHOTOMETRIC, 0) != RGB) {
      return Transparency.OPAQUE;
    }
    return new Transparency.Channel(
        bits() <= 8 || extra == MULTIPLIED_OPACITY ? Opacity.MULTIPLIED : Opacity.APART);
  }
}
