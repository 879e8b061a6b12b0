package io.nightjar.image;

import io.nightjar.image.Background.Opacity;
import io.nightjar.image.Rejection.Reason;
import io.nightjar.image.TiffPieces.Places;
import io.nightjar.image.TiffSamples.Photometric;
import java.util.Optional;

/** What a TIFF's first directory says of its first picture, and who can read it. */
final class TiffHeader {
  /** Far more than a sensible writer makes, and checked in no time. */
  private static final long MOST_PIECES = 1 << 20;

  /** What a row of strips or tiles may take, so that its length is a number of Java's. */
  private static final double MOST_ROW_BYTES = 1 << 28;

  /** Planes that are unpacked at once: four inks and opacity. */
  private static final int MOST_PLANES = 5;

  private final HeaderBytes file;
  private final TiffDirectory directory;
  private final TiffPieces pieces;
  private final TiffSamples samples;

  TiffHeader(HeaderBytes file) throws UndecodableException {
    this.file = file;
    directory = TiffDirectory.read(file, 0);
    pieces = TiffPieces.of(directory);
    samples = TiffSamples.of(directory);
  }

  ImageHeader header() throws UndecodableException {
    var header = new ImageHeader(ImageFormat.TIFF, pieces.width(), pieces.height());
    double pixels = Math.max(1, (double) pieces.width() * pieces.height());
    if (isReadByLibrary()) {
      requireLibraryReads();
      return header
          .withSampleBytes(samples.bits() > 8 ? 2 : 1)
          .withWorkBytes(pieceBytes() / pixels)
          .withTransparency(libraryTransparency());
    }
    requireRasterReads();
    double unpacking =
        (double) pieces.compression().workBytes() * (pieces.separate() ? MOST_PLANES : 1);
    return header
        .withWorkBytes(samples.channels() + (rowBytes() + unpacking) / pixels)
        .withTransparency(samples.transparency())
        .withOrientation(TiffDirectory.orientation(file, 0));
  }

  /** That every strip or tile is in the file. */
  void requireWhole() throws UndecodableException {
    Places places = Places.of(directory);
    if (places.count() < 1 || places.count() > MOST_PIECES) {
      Reason reason = places.count() < 1 ? Reason.CORRUPT : Reason.TOO_LARGE;
      throw new UndecodableException(reason, "TIFF of %d strips".formatted(places.count()));
    }
    for (long piece = 0; piece < places.count(); piece++) {
      long offset = places.offset(piece);
      long length = places.length(piece);
      if (offset < 0 || length < 0 || offset > file.length() - length) {
        throw new UndecodableException(
            Reason.TRUNCATED,
            "TIFF has a strip of %d bytes at %d of %d".formatted(length, offset, file.length()));
      }
    }
  }

  /** Empty for what the library reads rightly. */
  Optional<TiffRaster> raster() throws UndecodableException {
    return isReadByLibrary()
        ? Optional.empty()
        : Optional.of(new TiffRaster(file, directory, pieces, samples));
  }

  /** The depths and layouts in which the library agrees with others, and what only it unpacks. */
  private boolean isReadByLibrary() {
    if (!pieces.compression().isReadHere()) {
      return true;
    }
    int bits = samples.bits();
    int count = samples.count();
    boolean inStrips = !pieces.tiled() && (count == 1 || !pieces.separate());
    return inStrips
        && samples.photometricIsSaid()
        && pieces.compression().isReadByLibrary()
        && switch (samples.photometric()) {
          case MIN_IS_WHITE -> count == 1 && (bits == 1 || bits == 8);
          case MIN_IS_BLACK -> count == 1 && (bits == 1 || bits == 8 || bits == 16);
          case PALETTE -> count == 1 && bits == 8;
          case RGB -> count <= 4 && (bits == 8 || bits == 16);
          case CMYK -> count == 4 && bits == 8;
          case YCBCR -> count == 3 && bits == 8;
        };
  }

  private void requireLibraryReads() throws UndecodableException {
    if (!samples.photometricIsSaid()) {
      throw unsupported("pixels of no photometric interpretation in " + pieces.compression());
    }
    int bits = samples.bits();
    int count = samples.count();
    boolean sound =
        switch (pieces.compression()) {
          case CCITT -> bits == 1 && count == 1;
          case JPEG, OLD_JPEG -> bits == 8 && (samples.opacity() < 0 || isRgb()) && count <= 4;
          case NONE, LZW, DEFLATE, PACK_BITS, ZSTD, LZMA -> true;
          case NEXT, THUNDER_SCAN, JPEG_2000, LERC, SGI_LOG, PIXAR_LOG, JBIG, WEBP, JPEG_XL ->
              false;
        };
    if (!sound) {
      throw unsupported("%d samples of %d bits in %s".formatted(count, bits, pieces.compression()));
    }
  }

  private void requireRasterReads() throws UndecodableException {
    if (samples.photometric() == Photometric.YCBCR) {
      throw unsupported("YCbCr but in strips of 8 bits");
    }
    boolean words = samples.bits() == 8 || samples.bits() == 16;
    long predictor = pieces.coding().predictor();
    if (predictor != TiffPieces.AS_THEY_ARE && (predictor != TiffPieces.DIFFERENCES || !words)) {
      throw unsupported("predictor %d with %d bits".formatted(predictor, samples.bits()));
    }
    boolean none = pieces.pieceWidth() < 1 || pieces.pieceHeight() < 1;
    if (none && pieces.width() > 0 && pieces.height() > 0) {
      throw new UndecodableException(
          Reason.CORRUPT,
          "TIFF in pieces of %d by %d".formatted(pieces.pieceWidth(), pieces.pieceHeight()));
    }
    if (rowBytes() > MOST_ROW_BYTES || pieces.pieceHeight() > Integer.MAX_VALUE) {
      throw new UndecodableException(
          Reason.TOO_LARGE,
          "TIFF in pieces of %d by %d".formatted(pieces.pieceWidth(), pieces.pieceHeight()));
    }
  }

  /** As stored, as samples of two bytes each, and as pixels. */
  private double rowBytes() {
    double stored = samples.count() * (samples.bits() / 8.0 + 2);
    return pieces.pieceWidth() * (stored + samples.channels());
  }

  /**
   * The library decodes a strip or tile whole, as stored and as four bytes a pixel; files may claim
   * tiles far larger than the image.
   */
  private double pieceBytes() {
    double stored = samples.count() * Math.max(1, samples.bits() / 8.0);
    double width = Math.max(0, pieces.pieceWidth());
    return width * Math.max(0, pieces.pieceHeight()) * (stored + 4);
  }

  /**
   * Only beside red, green and blue does the library read opacity. It multiplies colours of 8 bits
   * by it itself.
   */
  private Transparency libraryTransparency() {
    if (!isRgb() || samples.opacity() != 3) {
      return Transparency.OPAQUE;
    }
    boolean multiplied = samples.bits() <= 8 || samples.multiplied();
    return new Transparency.Channel(multiplied ? Opacity.MULTIPLIED : Opacity.APART);
  }

  private boolean isRgb() {
    return samples.photometric() == Photometric.RGB;
  }

  private static UndecodableException unsupported(String what) {
    return new UndecodableException(Reason.UNSUPPORTED_FORMAT, "TIFF of " + what);
  }
}
