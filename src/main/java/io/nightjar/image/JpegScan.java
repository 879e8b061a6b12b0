package io.nightjar.image;

import io.nightjar.image.Rejection.Reason;

/**
 * Walks a JPEG's markers from SOI to EOI for its size, and to see that it ends. The decoder itself
 * would take a truncated file for a whole one and repeat the last row.
 *
 * @see <a href="https://www.w3.org/Graphics/JPEG/itu-t81.pdf">ITU-T T.81, annex B</a>
 */
final class JpegScan {
  private static final int SOI = 0xD8;
  private static final int EOI = 0xD9;
  private static final int SOS = 0xDA;
  private static final int TEM = 0x01;

  private final HeaderBytes file;
  private ImageHeader frame;

  JpegScan(HeaderBytes file) {
    this.file = file;
  }

  ImageHeader header() throws UndecodableException {
    int at = 0;
    int marker = SOI;
    while (marker != EOI) {
      at = nextMarker(at);
      marker = file.bytes()[at - 1] & 0xFF;
      if (isFrame(marker) && frame == null) {
        frame =
            new ImageHeader(
                ImageFormat.JPEG, file.uint16BigEndian(at + 5), file.uint16BigEndian(at + 3));
      }
      if (marker == SOS && frame == null) {
        throw new UndecodableException(Reason.CORRUPT, "JPEG has a scan but no frame header");
      }
      if (hasLength(marker)) {
        at += file.uint16BigEndian(at);
      }
    }
    if (frame == null) {
      throw new UndecodableException(Reason.CORRUPT, "JPEG has no frame header");
    }
    return frame;
  }

  /**
   * The position just after the next marker. Entropy-coded data needs no care of its own: it is
   * whatever is skipped on the way, and in it 0xFF is followed by 0.
   */
  private int nextMarker(int from) throws UndecodableException {
    byte[] bytes = file.bytes();
    for (int at = from; at + 1 < bytes.length; at++) {
      int code = bytes[at + 1] & 0xFF;
      if (bytes[at] == (byte) 0xFF && code != 0 && code != 0xFF) {
        return at + 2;
      }
    }
    throw new UndecodableException(Reason.TRUNCATED, "JPEG ends without an end-of-image marker");
  }

  /** SOF0 to SOF15; three codes among them mean something else (DHT, JPG, DAC). */
  private static boolean isFrame(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }

  private static boolean hasLength(int marker) {
    boolean restart = marker >= 0xD0 && marker <= 0xD7;
    return !restart && marker != SOI && marker != EOI && marker != TEM;
  }
}
