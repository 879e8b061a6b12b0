package io.nightjar.archive.container;

import io.nightjar.image.Rejection.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.fs.FSDataInputStream;

/** The bytes of a tar, from which one goes forward. */
abstract sealed class TarInput {
  private long position;

  private TarInput(long position) {
    this.position = position;
  }

  /** A plain tar: what is passed over is not read. */
  static TarInput seeking(FSDataInputStream in, long from, long length) throws IOException {
    in.seek(from);
    return new Seeking(in, from, length);
  }

  /** A compressed one, which may not expand beyond a limit. */
  static TarInput streaming(InputStream in, long mostBytes) {
    return new Streaming(in, mostBytes);
  }

  long position() {
    return position;
  }

  /** Reads as much as there is, up to {@code length}. */
  int read(byte[] target, int length) throws IOException {
    int read = fill(target, length);
    position += read;
    return read;
  }

  /** Goes on to a later position, or as far as there is anything. */
  void moveTo(long to) throws IOException {
    if (to > position) {
      skip(position, to);
      position = to;
    }
  }

  /** Bytes that there are from here on, as far as that is known. */
  abstract long remaining();

  abstract int fill(byte[] target, int length) throws IOException;

  abstract void skip(long from, long to) throws IOException;

  private static final class Seeking extends TarInput {
    private final FSDataInputStream in;
    private final long length;

    Seeking(FSDataInputStream in, long from, long length) {
      super(from);
      this.in = in;
      this.length = length;
    }

    @Override
    long remaining() {
      return Math.max(0, length - position());
    }

    @Override
    int fill(byte[] target, int wanted) throws IOException {
      return remaining() == 0 ? 0 : in.readNBytes(target, 0, wanted);
    }

    @Override
    void skip(long from, long to) throws IOException {
      if (to < length) {
        in.seek(to);
      }
    }
  }

  private static final class Streaming extends TarInput {
    private final InputStream in;
    private final long mostBytes;

    Streaming(InputStream in, long mostBytes) {
      super(0);
      this.in = in;
      this.mostBytes = mostBytes;
    }

    @Override
    long remaining() {
      return Long.MAX_VALUE;
    }

    @Override
    int fill(byte[] target, int wanted) throws IOException {
      requireWithinLimit(position() + wanted);
      return in.readNBytes(target, 0, wanted);
    }

    @Override
    void skip(long from, long to) throws IOException {
      requireWithinLimit(Math.min(to, mostBytes));
      try {
        in.skipNBytes(Math.min(to, mostBytes + 1) - from);
      } catch (EOFException e) {
        throw new ContainerException(Reason.TRUNCATED, "it ends inside a member", e);
      }
      requireWithinLimit(to);
    }

    private void requireWithinLimit(long bytes) throws ContainerException {
      if (bytes > mostBytes) {
        throw new ContainerException(
            Reason.TOO_LARGE, "it expands to more than %d bytes".formatted(mostBytes));
      }
    }
  }
}
