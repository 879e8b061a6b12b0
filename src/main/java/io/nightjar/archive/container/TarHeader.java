package io.nightjar.archive.container;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.nightjar.image.Rejection.Reason;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * A tar's 512-byte header: V7, POSIX ustar, GNU.
 *
 * @param name the prefix included
 * @param type one character: {@code 0} is a file
 * @param byteLength of what follows, 0 or more
 * @param link the target of a link
 * @see <a href="https://www.gnu.org/software/tar/manual/html_node/Standard.html">Basic Tar
 *     Format</a>
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record TarHeader(byte[] name, char type, long byteLength, byte[] link) {
  static final int BYTES = 512;

  private static final int SIZE = 124;
  private static final int SIZE_BYTES = 12;
  private static final int CHECKSUM = 148;
  private static final int CHECKSUM_BYTES = 8;
  private static final int TYPE = 156;
  private static final int LINK = 157;
  private static final int NAME_BYTES = 100;
  private static final int MAGIC = 257;
  private static final int PREFIX = 345;
  private static final int PREFIX_BYTES = 155;

  /** Longer would overflow where positions are summed up. */
  private static final long LONGEST = Long.MAX_VALUE >> 2;

  /** Empty if the block's checksum says that it is none. */
  static Optional<TarHeader> of(byte[] block) throws ContainerException {
    return block.length == BYTES && isChecked(block) ? Optional.of(parse(block)) : Optional.empty();
  }

  private static TarHeader parse(byte[] block) throws ContainerException {
    long byteLength = number(block, SIZE, SIZE_BYTES);
    if (byteLength < 0 || byteLength > LONGEST) {
      throw new ContainerException(
          Reason.CORRUPT, "a tar header says %d bytes".formatted(byteLength));
    }
    return new TarHeader(
        name(block), (char) (block[TYPE] & 0xFF), byteLength, text(block, LINK, NAME_BYTES));
  }

  /** GNU keeps times where POSIX has the prefix. */
  private static byte[] name(byte[] block) {
    byte[] name = text(block, 0, NAME_BYTES);
    boolean posix = new String(block, MAGIC, 6, ISO_8859_1).equals("ustar\0");
    byte[] prefix = posix ? text(block, PREFIX, PREFIX_BYTES) : new byte[0];
    if (prefix.length == 0) {
      return name;
    }
    var joined = new ByteArrayOutputStream();
    joined.writeBytes(prefix);
    joined.write('/');
    joined.writeBytes(name);
    return joined.toByteArray();
  }

  /** The sum of all bytes, the checksum's own as spaces; old tars summed signed ones. */
  private static boolean isChecked(byte[] block) {
    long unsigned = 0;
    long signed = 0;
    for (int i = 0; i < BYTES; i++) {
      boolean own = i >= CHECKSUM && i < CHECKSUM + CHECKSUM_BYTES;
      unsigned += own ? ' ' : block[i] & 0xFF;
      signed += own ? ' ' : block[i];
    }
    long stored = octal(block, CHECKSUM, CHECKSUM_BYTES);
    return stored == unsigned || stored == signed;
  }

  /** Octal digits, or GNU's big-endian binary with the first bit set. */
  private static long number(byte[] block, int at, int length) {
    if ((block[at] & 0x80) == 0) {
      return octal(block, at, length);
    }
    long value = block[at] & 0x7F;
    for (int i = at + 1; i < at + length; i++) {
      if (value > LONGEST >> 8) {
        return -1;
      }
      value = value << 8 | (block[i] & 0xFF);
    }
    return value;
  }

  /** Minus one where something else stands there. */
  private static long octal(byte[] block, int at, int length) {
    long value = 0;
    boolean begun = false;
    for (int i = at; i < at + length; i++) {
      int character = block[i];
      if (character >= '0' && character <= '7') {
        value = value << 3 | (character - '0');
        begun = true;
      } else if (character != ' ' || begun) {
        return character == 0 || character == ' ' ? value : -1;
      }
    }
    return value;
  }

  private static byte[] text(byte[] block, int at, int length) {
    int end = at;
    while (end < at + length && block[end] != 0) {
      end++;
    }
    return Arrays.copyOfRange(block, at, end);
  }
}
