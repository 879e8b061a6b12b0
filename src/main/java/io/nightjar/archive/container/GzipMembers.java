package io.nightjar.archive.container;

import io.nightjar.image.Rejection.Reason;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * A gzip file: one member or several, one after the other, and zeros behind them where a copy was
 * padded. Java's own reader takes damage between two members for the end, and commons-compress
 * takes padding for damage; either may hold a name without end.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1952">RFC 1952</a>
 */
final class GzipMembers extends InputStream {
  /** Damage costs all that was to be read at once: so no more than a tar is made of. */
  private static final int MOST_AT_ONCE = TarHeader.BYTES;

  private static final int LONGEST_HEADER = 1 << 17;
  private static final int FIXED_BYTES = 10;
  private static final int FLAGS = 3;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int MAGIC = 0x1F;

  private final BufferedInputStream file;
  private InputStream member;

  /**
   * @param file which begins with a member
   */
  GzipMembers(BufferedInputStream file) throws IOException {
    this.file = file;
    begin();
  }

  private void begin() throws IOException {
    requireShortHeader();
    member = new GzipCompressorInputStream(file);
  }

  private void requireShortHeader() throws IOException {
    file.mark(LONGEST_HEADER);
    byte[] fixed = file.readNBytes(FIXED_BYTES);
    if (fixed.length == FIXED_BYTES) {
      int left = LONGEST_HEADER - FIXED_BYTES - 1;
      if ((fixed[FLAGS] & EXTRA) != 0) {
        int length = file.read() | file.read() << 8;
        left -= 2 + (int) file.skip(Math.max(0, length));
      }
      left = (fixed[FLAGS] & NAME) != 0 ? pass(left) : left;
      left = (fixed[FLAGS] & COMMENT) != 0 ? pass(left) : left;
      if (left <= 0) {
        throw new ContainerException(Reason.CORRUPT, "a gzip header without end");
      }
    }
    file.reset();
  }

  /** Goes past a text that ends with 0; gives what is left of the bytes that may be read. */
  private int pass(int left) throws IOException {
    for (int rest = left; rest > 0; rest--) {
      if (file.read() <= 0) {
        return rest;
      }
    }
    return 0;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read = member.read(target, offset, Math.min(length, MOST_AT_ONCE));
    while (read < 0 && hasAnother()) {
      begin();
      read = member.read(target, offset, Math.min(length, MOST_AT_ONCE));
    }
    return read;
  }

  private boolean hasAnother() throws IOException {
    file.mark(1);
    int next = file.read();
    if (next == MAGIC) {
      file.reset();
      return true;
    }
    while (next == 0) {
      next = file.read();
    }
    if (next > 0) {
      throw new ContainerException(
          Reason.CORRUPT, "neither a gzip member nor the end where one is due");
    }
    return false;
  }

  @Override
  public void close() throws IOException {
    member.close();
  }
}
