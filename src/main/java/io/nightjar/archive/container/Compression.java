package io.nightjar.archive.container;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** How a whole file is compressed, told by its first bytes. */
enum Compression {
  NONE {
    @Override
    boolean matches(byte[] head) {
      return true;
    }

    @Override
    InputStream unpack(InputStream file, long byteLength) {
      return file;
    }
  },
  GZIP {
    @Override
    boolean matches(byte[] head) {
      return startsWith(head, 0x1F, 0x8B);
    }

    @Override
    InputStream unpack(InputStream file, long byteLength) throws IOException {
      return new GZIPInputStream(new ToldLength(buffered(file), byteLength), BUFFER_BYTES);
    }
  },
  ZSTD {
    @Override
    boolean matches(byte[] head) {
      return startsWith(head, 0x28, 0xB5, 0x2F, 0xFD);
    }

    @Override
    InputStream unpack(InputStream file, long byteLength) throws IOException {
      return new BufferedInputStream(new ZstdInputStreamNoFinalizer(buffered(file)), BUFFER_BYTES);
    }
  };

  private static final int BUFFER_BYTES = 1 << 16;

  abstract boolean matches(byte[] head);

  /**
   * What is compressed in a file.
   *
   * @param byteLength of the file
   */
  abstract InputStream unpack(InputStream file, long byteLength) throws IOException;

  static Compression of(byte[] head) {
    if (GZIP.matches(head)) {
      return GZIP;
    }
    return ZSTD.matches(head) ? ZSTD : NONE;
  }

  private static InputStream buffered(InputStream file) {
    return new BufferedInputStream(file, BUFFER_BYTES);
  }

  private static boolean startsWith(byte[] head, int... magic) {
    for (int i = 0; i < magic.length; i++) {
      if (head.length <= i || (head[i] & 0xFF) != magic[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Java's GZIPInputStream takes 0 available bytes for the end of the file, and object stores say 0
   * between two of their buffers: further members of a gzip file would be lost in silence.
   */
  private static final class ToldLength extends FilterInputStream {
    private final long byteLength;
    private long position;

    ToldLength(InputStream in, long byteLength) {
      super(in);
      this.byteLength = byteLength;
    }

    @Override
    public int read() throws IOException {
      int octet = in.read();
      position += octet < 0 ? 0 : 1;
      return octet;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = in.read(target, offset, length);
      position += Math.max(0, read);
      return read;
    }

    @Override
    public int available() {
      return (int) Math.max(0, Math.min(Integer.MAX_VALUE, byteLength - position));
    }
  }
}
