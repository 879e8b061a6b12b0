package io.nightjar.archive.container;

import io.nightjar.image.EncodedImage;
import io.nightjar.image.FirstBytes;
import io.nightjar.image.ImageContent;
import io.nightjar.image.Rejection.Reason;
import java.io.IOException;
import java.util.Arrays;

/**
 * Goes from member to member of a tar, and reads those whose content is asked for.
 *
 * <p>Not commons-compress's TarArchiveInputStream: docs/decisions/0007-containers.md says why.
 */
final class TarWalk {
  /** A name or a PAX header is held; no file system has longer names than a fraction of this. */
  private static final int LONGEST_EXTENSION = 1 << 20;

  /** Read at once: what a header says may be a lie, and memory is only taken for what is there. */
  private static final int TAKEN_ON_TRUST = 1 << 20;

  private final TarInput in;
  private final byte[] block = new byte[TarHeader.BYTES];
  private TarCharset charset;
  private long next;
  private boolean cut;
  private byte[] head = {};

  /**
   * @param charset what the tar has said of names before the first member
   */
  TarWalk(TarInput in, TarCharset charset) {
    this.in = in;
    this.charset = charset;
    this.next = in.position();
  }

  /** Where the member after the last one begins, its first header. */
  long position() {
    return next;
  }

  /** What the tar has said so far of the names of all members. */
  TarCharset charset() {
    return charset;
  }

  /** True once a member has come whose content the tar has not all of: it is the last. */
  boolean isCut() {
    return cut;
  }

  /**
   * The next member; null at the end. Blocks of zeros end a tar, but where tars have been written
   * one after the other, more follows.
   *
   * @throws ContainerException when something else than a member stands there
   */
  TarEntry next() throws IOException {
    if (cut) {
      return null;
    }
    in.moveTo(next);
    head = new byte[0];
    long start = next;
    TarExtensions extensions = null;
    while (readBlock()) {
      if (isZero()) {
        continue;
      }
      if (extensions == null) {
        extensions = new TarExtensions(charset);
        start = in.position() - TarHeader.BYTES;
      }
      TarHeader header = header();
      if (!TarExtensions.isExtension(header.type())) {
        return member(TarEntry.of(start, header, extensions));
      }
      extensions.add(header.type(), extension(header));
      charset = extensions.global();
    }
    if (extensions != null) {
      throw new ContainerException(Reason.TRUNCATED, "it ends after a long name's header");
    }
    return null;
  }

  private TarEntry member(TarEntry entry) {
    next = in.position() + padded(entry.byteLength());
    cut = entry.byteLength() > in.remaining();
    return entry;
  }

  /**
   * The first bytes of the member that came last, which {@link #read} goes on from; none where its
   * content is not to be read.
   */
  byte[] head(TarEntry entry) throws IOException {
    if (entry.refusal().map(refusal -> refusal.reason() != Reason.TOO_LARGE).orElse(false)) {
      return head;
    }
    byte[] bytes = new byte[(int) Math.min(entry.byteLength(), FirstBytes.COUNT)];
    head = Arrays.copyOf(bytes, fill(bytes, 0));
    return head;
  }

  /** The content of the member that came last: its bytes, or why there are none. */
  ImageContent read(TarEntry entry) throws IOException {
    if (entry.refusal().isPresent()) {
      return entry.refusal().get();
    }
    int length = (int) entry.byteLength();
    byte[] bytes = Arrays.copyOf(head, Math.min(length, TAKEN_ON_TRUST));
    int read = head.length + fill(bytes, head.length);
    while (read == bytes.length && read < length) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(length, 2L * read));
      read += fill(bytes, read);
    }
    if (read < length) {
      cut = true;
      return Refusals.rejection(
          Reason.TRUNCATED, "the tar ends within its %d bytes".formatted(length));
    }
    return new EncodedImage(bytes);
  }

  private int fill(byte[] bytes, int from) throws IOException {
    byte[] part = from == 0 ? bytes : new byte[bytes.length - from];
    int read;
    try {
      read = in.read(part, part.length);
    } catch (IOException e) {
      if (Refusals.isEnd(e)) {
        return 0; // a compressed stream that is cut says so
      }
      throw e;
    }
    if (from > 0) {
      System.arraycopy(part, 0, bytes, from, read);
    }
    return read;
  }

  private TarHeader header() throws ContainerException {
    long at = in.position() - TarHeader.BYTES;
    return TarHeader.of(block)
        .orElseThrow(
            () ->
                at == 0
                    ? new ContainerException(
                        Reason.UNSUPPORTED_FORMAT, "it does not begin like a tar")
                    : new ContainerException(
                        Reason.CORRUPT, "no tar header where one is due, at byte " + at));
  }

  private byte[] extension(TarHeader header) throws IOException {
    if (header.byteLength() > LONGEST_EXTENSION) {
      throw new ContainerException(
          Reason.CORRUPT, "a long name's header of %d bytes".formatted(header.byteLength()));
    }
    byte[] content = new byte[(int) header.byteLength()];
    long end = in.position() + padded(content.length);
    if (in.read(content, content.length) < content.length) {
      throw new ContainerException(Reason.TRUNCATED, "it ends inside a long name");
    }
    in.moveTo(end);
    return content;
  }

  /** False at the end. */
  private boolean readBlock() throws IOException {
    int read = in.read(block, block.length);
    if (read > 0 && read < block.length) {
      Arrays.fill(block, read, block.length, (byte) 0);
      if (!isZero()) {
        throw new ContainerException(Reason.TRUNCATED, "it ends inside a header");
      }
      return false;
    }
    return read == block.length;
  }

  private boolean isZero() {
    for (byte octet : block) {
      if (octet != 0) {
        return false;
      }
    }
    return true;
  }

  private static long padded(long byteLength) {
    return (byteLength + TarHeader.BYTES - 1) / TarHeader.BYTES * TarHeader.BYTES;
  }
}
