package io.nightjar.archive.container;

import io.nightjar.image.Rejection.Reason;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** What is unpacked, up to a limit. */
final class BoundedStream extends FilterInputStream {
  private final long most;
  private long read;

  BoundedStream(InputStream in, long most) {
    super(in);
    this.most = most;
  }

  @Override
  public int read() throws IOException {
    int octet = in.read();
    count(octet < 0 ? 0 : 1);
    return octet;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int count = in.read(target, offset, length);
    count(Math.max(0, count));
    return count;
  }

  @Override
  public long skip(long bytes) throws IOException {
    long skipped = in.skip(bytes);
    count(skipped);
    return skipped;
  }

  private void count(long bytes) throws ContainerException {
    read += bytes;
    if (read > most) {
      throw new ContainerException(
          Reason.TOO_LARGE, "it expands to more than %d bytes".formatted(most));
    }
  }
}
