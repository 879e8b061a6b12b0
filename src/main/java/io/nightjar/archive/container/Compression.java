package io.nightjar.archive.container;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/** How a whole file is compressed, told by its first bytes. */
public enum Compression {
  NONE {
    @Override
    boolean matches(byte[] head) {
      return true;
    }

    @Override
    public InputStream unpack(InputStream file) {
      return file;
    }
  },
  GZIP {
    @Override
    boolean matches(byte[] head) {
      return startsWith(head, 0x1F, 0x8B);
    }

    @Override
    public InputStream unpack(InputStream file) throws IOException {
      return new BufferedInputStream(new GzipMembers(buffered(file)), BUFFER_BYTES);
    }
  },
  ZSTD {
    @Override
    boolean matches(byte[] head) {
      return startsWith(head, 0x28, 0xB5, 0x2F, 0xFD);
    }

    @Override
    public InputStream unpack(InputStream file) throws IOException {
      return new BufferedInputStream(new ZstdInputStreamNoFinalizer(buffered(file)), BUFFER_BYTES);
    }
  };

  private static final int BUFFER_BYTES = 1 << 16;

  abstract boolean matches(byte[] head);

  /** What is compressed in a file. */
  public abstract InputStream unpack(InputStream file) throws IOException;

  public static Compression of(byte[] head) {
    if (GZIP.matches(head)) {
      return GZIP;
    }
    return ZSTD.matches(head) ? ZSTD : NONE;
  }

  private static BufferedInputStream buffered(InputStream file) {
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
}
