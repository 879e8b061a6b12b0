package io.nightjar.image;

import io.nightjar.image.Rejection.Reason;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * Walks a PNG's chunks from IHDR to IEND. Checking them here gives a refusal its reason, and keeps
 * libpng, which writes straight to stderr, from meeting what it would complain about.
 *
 * @see <a href="https://www.w3.org/TR/png-3/#5Chunk-layout">PNG, chunk layout</a>
 */
final class PngChunks {
  static final String SIGNATURE = "\u0089PNG\r\n\u001A\n";

  /** A chunk's length, type and CRC: what it has besides its data. */
  private static final int FRAME = 12;

  /** The first chunk's length and type. */
  private static final String IHDR = "\0\0\0\rIHDR";

  /** The bit depths that each colour type may have. */
  private static final Map<Integer, Set<Integer>> DEPTHS =
      Map.of(
          0, Set.of(1, 2, 4, 8, 16),
          2, Set.of(8, 16),
          3, Set.of(1, 2, 4, 8),
          4, Set.of(8, 16),
          6, Set.of(8, 16));

  private static final int ANCILLARY_BIT = 0x20;
  private static final int ALPHA_BIT = 4;
  private static final int GREY = 0;

  /** What the library plays one with: the frame as stored, as shown, and the one that follows. */
  private static final int ANIMATION_CANVASES = 3;

  private static final Transparency CHANNEL = new Transparency.Channel(Background.Opacity.APART);

  private final HeaderBytes file;

  PngChunks(HeaderBytes file) {
    this.file = file;
  }

  ImageHeader header() throws UndecodableException {
    int first = SIGNATURE.length();
    if (file.length() >= first + FRAME && !file.has(first, IHDR)) {
      throw new UndecodableException(Reason.CORRUPT, "PNG does not begin with an IHDR chunk");
    }
    long width = file.uint32BigEndian(first + 8);
    long height = file.uint32BigEndian(first + 12);
    int bitDepth = file.uint8(first + 16);
    int colourType = file.uint8(first + 17);
    checkSamples(bitDepth, colourType);
    var header =
        new ImageHeader(ImageFormat.PNG, width, height)
            .withSampleBytes(bitDepth == 16 ? 2 : 1)
            .withTransparency((colourType & ALPHA_BIT) != 0 ? CHANNEL : Transparency.OPAQUE);
    return withAncillary(header, bitDepth, colourType);
  }

  void requireWhole() throws UndecodableException {
    int at = SIGNATURE.length();
    boolean last = false;
    while (!last) {
      last = file.has(at + 4, "IEND");
      at = next(at);
    }
  }

  /** The file without its animation, if it has one: the picture that all decoders know. */
  byte[] still() throws UndecodableException {
    if (header().workBytes() == 0) {
      return file.bytes();
    }
    byte[] still = new byte[copyStill(new byte[0])]; // it may be large: once, and no larger
    copyStill(still);
    return still;
  }

  /** Copies what is not of an animation, unless the target is empty; gives its length. */
  private int copyStill(byte[] target) throws UndecodableException {
    int at = SIGNATURE.length();
    int length = 0;
    int from = 0;
    while (at < file.length()) {
      int end = file.has(at + 4, "IEND") ? file.length() : next(at);
      if (isOfAnimation(at)) {
        length += copy(from, at, target, length);
        from = end;
      }
      at = end;
    }
    return length + copy(from, file.length(), target, length);
  }

  private int copy(int from, int to, byte[] target, int at) {
    if (at < target.length) {
      System.arraycopy(file.bytes(), from, target, at, to - from);
    }
    return to - from;
  }

  private boolean isOfAnimation(int chunk) {
    return file.has(chunk + 4, "acTL")
        || file.has(chunk + 4, "fcTL")
        || file.has(chunk + 4, "fdAT");
  }

  /** What the chunks before the pixels add. */
  private ImageHeader withAncillary(ImageHeader ihdr, int bitDepth, int colourType)
      throws UndecodableException {
    ImageHeader header = ihdr;
    int at = SIGNATURE.length();
    while (at <= file.length() - 8 && !file.has(at + 4, "IDAT")) {
      if (file.has(at + 4, "tRNS")) {
        header = header.withTransparency(transparency(at, bitDepth, colourType));
      } else if (file.has(at + 4, "eXIf")) {
        header = header.withOrientation(TiffDirectory.orientation(file, at + 8));
      } else if (file.has(at + 4, "acTL") && file.uint32BigEndian(at + 8) > 1) {
        header = header.withWorkBytes(ANIMATION_CANVASES * 4.0 * header.sampleBytes());
      }
      at = (int) Math.min(file.length(), at + file.uint32BigEndian(at) + FRAME);
    }
    return header;
  }

  /** The library makes a fourth channel of it in colour, and passes over it in grey. */
  private Transparency transparency(int chunk, int bitDepth, int colourType)
      throws UndecodableException {
    if (colourType != GREY || file.uint32BigEndian(chunk) < 2) {
      return CHANNEL;
    }
    int level = file.uint16BigEndian(chunk + 8);
    int highest = (1 << Math.min(bitDepth, 8)) - 1;
    return new Transparency.GreyLevel(bitDepth == 16 ? level : (level & highest) * 255 / highest);
  }

  private static void checkSamples(int bitDepth, int colourType) throws UndecodableException {
    if (!DEPTHS.getOrDefault(colourType, Set.of()).contains(bitDepth)) {
      throw new UndecodableException(
          Reason.CORRUPT, "PNG of colour type %d, depth %d".formatted(colourType, bitDepth));
    }
  }

  private int next(int at) throws UndecodableException {
    if (at + 8 > file.length()) {
      throw new UndecodableException(Reason.TRUNCATED, "PNG ends without an IEND chunk");
    }
    long length = file.uint32BigEndian(at);
    if (at + length + FRAME > file.length()) {
      throw new UndecodableException(
          Reason.TRUNCATED, "PNG ends inside a chunk of %d bytes".formatted(length));
    }
    checkCrc(at, (int) length);
    return at + (int) length + FRAME;
  }

  private void checkCrc(int at, int length) throws UndecodableException {
    boolean critical = (file.uint8(at + 4) & ANCILLARY_BIT) == 0;
    var crc = new CRC32();
    crc.update(file.bytes(), at + 4, length + 4);
    if (critical && crc.getValue() != file.uint32BigEndian(at + 8 + length)) {
      throw new UndecodableException(
          Reason.CORRUPT, "a PNG chunk at byte %d fails its checksum".formatted(at));
    }
  }
}
