package io.nightjar.image;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The bits of a JPEG's entropy-coded data up to the next marker. */
final class JpegBits {
  /** The most that one code with its value takes, and less than a fill leaves. */
  static final int ENOUGH = 32;

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final long LOWEST_BITS = 0x0101010101010101L;
  private static final long HIGHEST_BITS = 0x8080808080808080L;
  private static final int FILLED = 56;

  private final byte[] bytes;
  private int at;
  private boolean ended;

  /** What comes next, the first bit highest; behind the data, zeros. */
  long bits;

  /** How many of the bits are the file's; negative where more were taken than there are. */
  int left;

  JpegBits(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Begins at this byte. */
  void begin(int from) {
    at = from;
    ended = false;
    bits = 0;
    left = 0;
  }

  /** A position that is no later than the next marker. */
  int position() {
    return at;
  }

  /** Brings {@value #ENOUGH} bits and more, or all that there are. */
  void fill() {
    if (at <= bytes.length - Long.BYTES && left >= 0) {
      long word = (long) WORD.get(bytes, at);
      if ((~word - LOWEST_BITS & word & HIGHEST_BITS) == 0) { // no byte of it is 0xFF
        int count = (Long.SIZE - 1 - left) >> 3;
        bits |= word >>> left;
        at += count;
        left += count << 3;
        return;
      }
    }
    fillByteByByte();
  }

  /** As many bits, at most 16, as a number. */
  int take(int count) {
    if (left < ENOUGH) {
      fill();
    }
    int value = (int) (bits >>> 1 >>> (Long.SIZE - 1 - count));
    bits <<= count;
    left -= count;
    return value;
  }

  private void fillByteByByte() {
    while (left >= 0 && left <= FILLED - Byte.SIZE && !ended) {
      int next = next();
      if (next < 0) {
        ended = true;
      } else {
        bits = (bits & ~(-1L >>> left)) | (long) next << (FILLED - left);
        left += Byte.SIZE;
      }
    }
  }

  /** The next byte, or less than 0 at a marker; in the data, 0xFF is followed by 0. */
  private int next() {
    if (at >= bytes.length) {
      return -1;
    }
    int value = bytes[at] & 0xFF;
    if (value != 0xFF) {
      at++;
      return value;
    }
    int behind = at + 1;
    while (behind < bytes.length && bytes[behind] == (byte) 0xFF) {
      behind++;
    }
    if (behind >= bytes.length || bytes[behind] != 0) {
      return -1;
    }
    at = behind + 1;
    return value;
  }
}
