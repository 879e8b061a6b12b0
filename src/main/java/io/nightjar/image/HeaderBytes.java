package io.nightjar.image;

import io.nightjar.image.Rejection.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A file's bytes under bounds checks: reading past the end is a truncated image, not an exception.
 */
final class HeaderBytes {
  private final byte[] bytes;

  HeaderBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The whole file; not copied. */
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return bytes.length;
  }

  int uint8(int at) throws UndecodableException {
    require(at, 1);
    return bytes[at] & 0xFF;
  }

  int uint16BigEndian(int at) throws UndecodableException {
    return uint8(at) << 8 | uint8(at + 1);
  }

  int uint16LittleEndian(int at) throws UndecodableException {
    return uint8(at + 1) << 8 | uint8(at);
  }

  int uint24LittleEndian(int at) throws UndecodableException {
    return uint8(at + 2) << 16 | uint16LittleEndian(at);
  }

  long uint32BigEndian(int at) throws UndecodableException {
    return (long) uint16BigEndian(at) << 16 | uint16BigEndian(at + 2);
  }

  int int32LittleEndian(int at) throws UndecodableException {
    return uint16LittleEndian(at + 2) << 16 | uint16LittleEndian(at);
  }

  /** True if these ASCII characters stand at the position; false past the end. */
  boolean has(int at, String ascii) {
    byte[] wanted = ascii.getBytes(StandardCharsets.ISO_8859_1);
    return at >= 0
        && at <= bytes.length - wanted.length
        && Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length);
  }

  private void require(int at, int count) throws UndecodableException {
    if (at < 0 || at > bytes.length - count) {
      throw new UndecodableException(
          Reason.TRUNCATED, "the file ends at byte %d, inside its header".formatted(bytes.length));
    }
  }
}
