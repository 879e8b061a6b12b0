package io.nightjar.image;

import io.nightjar.image.Rejection.Reason;

/**
 * How a TIFF's first picture is cut into strips or tiles.
 *
 * @param width of the picture, pixels as stored
 * @param height of the picture, pixels as stored
 * @param pieceWidth of a strip or tile, pixels
 * @param pieceHeight of a strip or tile, pixels
 * @param tiled whether they are tiles
 * @param separate whether each sample of a pixel has strips or tiles of its own
 * @param compression of each
 * @param coding how samples are written
 */
record TiffPieces(
    long width,
    long height,
    long pieceWidth,
    long pieceHeight,
    boolean tiled,
    boolean separate,
    TiffCompression compression,
    Coding coding) {
  static final long AS_THEY_ARE = 1;
  static final long DIFFERENCES = 2;

  private static final int WIDTH = 256;
  private static final int LENGTH = 257;
  private static final int COMPRESSION = 259;
  private static final int FILL_ORDER = 266;
  private static final int ROWS_PER_STRIP = 278;
  private static final int PLANAR_CONFIGURATION = 284;
  private static final int PREDICTOR = 317;
  private static final int TILE_WIDTH = 322;
  private static final int TILE_LENGTH = 323;
  private static final int STRIP_OFFSETS = 273;
  private static final int STRIP_BYTE_COUNTS = 279;
  private static final int TILE_OFFSETS = 324;
  private static final int TILE_BYTE_COUNTS = 325;

  /**
   * How samples are written.
   *
   * @param littleEndian for those of 16 bits
   * @param reversed whether a byte's lowest bit comes first
   * @param predictor {@link #AS_THEY_ARE}, or {@link #DIFFERENCES} from the left, or unknown
   */
  record Coding(boolean littleEndian, boolean reversed, long predictor) {}

  /** Where they lie in the file; some writers keep tiles in the entries for strips. */
  record Places(TiffDirectory directory, int offsets, int lengths) {
    static Places of(TiffDirectory directory) {
      return directory.has(TILE_OFFSETS)
          ? new Places(directory, TILE_OFFSETS, TILE_BYTE_COUNTS)
          : new Places(directory, STRIP_OFFSETS, STRIP_BYTE_COUNTS);
    }

    long count() throws UndecodableException {
      return directory.count(offsets);
    }

    long offset(long piece) throws UndecodableException {
      return directory.number(offsets, 0, piece);
    }

    /** Bytes; 0 where the file does not say. */
    long length(long piece) throws UndecodableException {
      return directory.number(lengths, 0, piece);
    }
  }

  static TiffPieces of(TiffDirectory directory) throws UndecodableException {
    if (!directory.has(WIDTH) || !directory.has(LENGTH)) {
      throw new UndecodableException(Reason.CORRUPT, "TIFF has no width or no height");
    }
    TiffCompression compression = compression(directory);
    long width = directory.number(WIDTH, 0);
    long height = directory.number(LENGTH, 0);
    boolean tiled = directory.has(TILE_WIDTH);
    long rows = Math.min(height, directory.number(ROWS_PER_STRIP, height));
    return new TiffPieces(
        width,
        height,
        tiled ? directory.number(TILE_WIDTH, 0) : width,
        tiled ? directory.number(TILE_LENGTH, 0) : rows,
        tiled,
        directory.number(PLANAR_CONFIGURATION, 1) == 2,
        compression,
        new Coding(
            directory.isLittleEndian(),
            directory.number(FILL_ORDER, 1) == 2,
            compression.hasPredictor() ? directory.number(PREDICTOR, AS_THEY_ARE) : AS_THEY_ARE));
  }

  /** How many lie beside one another. */
  long across() {
    return (width + pieceWidth - 1) / pieceWidth;
  }

  /** How many lie below one another. */
  long down() {
    return (height + pieceHeight - 1) / pieceHeight;
  }

  private static TiffCompression compression(TiffDirectory directory) throws UndecodableException {
    long code = directory.number(COMPRESSION, 1);
    TiffCompression compression =
        TiffCompression.of(code).orElseThrow(() -> unsupported("compression " + code));
    if (!compression.isReadHere() && !compression.isReadByLibrary()) {
      throw unsupported("compression " + code + ", " + compression);
    }
    return compression;
  }

  private static UndecodableException unsupported(String what) {
    return new UndecodableException(Reason.UNSUPPORTED_FORMAT, "TIFF of " + what);
  }
}
