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

  private final HeaderBytes file;

  PngChunks(HeaderBytes file) {
    this.file = file;
  }

  ImageHeader header() throws UndecodableException {
    int first = SIGNATURE.length();
    if (file.length() >= first + FRAME && !file.has(first, IHDR)) {
      throw new UndecodableException(Reason.CORRUPT, "PNG does not begin with an IHDR chunk");
    }
    var header =
        new ImageHeader(
            ImageFormat.PNG, file.uint32BigEndian(first + 8), file.uint32BigEndian(first + 12));
    checkSamples(file.uint8(first + 16), file.uint8(first + 17));
    walk(first);
    return header;
  }

  private static void checkSamples(int bitDepth, int colourType) throws UndecodableException {
    if (!DEPTHS.getOrDefault(colourType, Set.of()).contains(bitDepth)) {
      throw new UndecodableException(
          Reason.CORRUPT, "PNG of colour type %d, depth %d".formatted(colourType, bitDepth));
    }
  }

  private void walk(int first) throws UndecodableException {
    int at = first;
    boolean last = false;
    while (!last) {
      last = file.has(at + 4, "IEND");
      at = next(at);
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
