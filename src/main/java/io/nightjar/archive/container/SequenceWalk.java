package io.nightjar.archive.container;

import io.nightjar.archive.container.SequenceStep.Span;
import io.nightjar.image.Rejection.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.io.WritableUtils;

/** Goes through a SequenceFile by the lengths in it, and reads none of its images. */
final class SequenceWalk {
  private static final int SYNC_FOLLOWS = -1;

  private final FSDataInputStream in;
  private final SequenceHeader header;
  private final long byteLength;
  private long position;

  /**
   * @param from where a step begins
   * @param byteLength of the file
   */
  SequenceWalk(FSDataInputStream in, SequenceHeader header, long from, long byteLength) {
    this.in = in;
    this.header = header;
    this.position = from;
    this.byteLength = byteLength;
  }

  /** Goes no further. */
  void end() {
    position = byteLength;
  }

  /** Where the next step begins. */
  long position() {
    return position;
  }

  /**
   * The next one; null at the end.
   *
   * @throws ContainerException when something else stands there
   */
  SequenceStep next() throws IOException {
    if (position >= byteLength) {
      return null;
    }
    long start = position;
    in.seek(start);
    int length = in.readInt();
    boolean marked = false;
    while (length == SYNC_FOLLOWS) {
      requireSync(start);
      marked = true;
      if (in.getPos() == byteLength) { // whoever wrote it stopped here
        position = byteLength;
        return null;
      }
      if (header.inBlocks() && !isMarkedAgain()) {
        return block(start);
      }
      length = in.readInt(); // another mark where somebody has appended nothing
    }
    if (header.inBlocks()) {
      throw corrupt(marked ? "a block of -1 records" : "no block where one is due", start);
    }
    return record(start, length);
  }

  /** A block begins with how many records it has, which are never so few. */
  private boolean isMarkedAgain() throws IOException {
    long at = in.getPos();
    boolean isMark = in.readInt() == SYNC_FOLLOWS;
    in.seek(at);
    return isMark;
  }

  private void requireSync(long start) throws IOException {
    byte[] sync = new byte[SequenceHeader.SYNC_BYTES];
    in.readFully(sync);
    if (!Arrays.equals(sync, header.sync())) {
      throw corrupt("a mark that is not the file's", start);
    }
  }

  private SequenceStep record(long start, int length) throws IOException {
    int keyLength = in.readInt();
    if (length < 0 || keyLength < 0 || keyLength > length) {
      throw corrupt("a record of %d bytes with a key of %d".formatted(length, keyLength), start);
    }
    long at = in.getPos();
    return step(1, List.of(new Span(at, keyLength), new Span(at + keyLength, length - keyLength)));
  }

  private SequenceStep block(long start) throws IOException {
    long records = WritableUtils.readVLong(in);
    if (records < 1 || records > byteLength) {
      throw corrupt("a block of %d records".formatted(records), start);
    }
    List<Span> spans = new ArrayList<>();
    while (spans.size() < 4) {
      long length = WritableUtils.readVLong(in);
      if (length < 0 || length > Integer.MAX_VALUE) {
        throw corrupt("a block of %d bytes".formatted(length), start);
      }
      spans.add(new Span(in.getPos(), (int) length));
      if (in.getPos() + length < byteLength) {
        in.seek(in.getPos() + length);
      } else if (spans.size() < 4) {
        throw new ContainerException(Reason.TRUNCATED, "it ends inside a block");
      }
    }
    return step((int) Math.min(records, Integer.MAX_VALUE), spans);
  }

  private SequenceStep step(int records, List<Span> spans) throws ContainerException {
    Span last = spans.get(spans.size() - 1);
    position = last.at() + last.byteLength();
    if (position > byteLength) {
      throw new ContainerException(Reason.TRUNCATED, "it ends inside a record");
    }
    return new SequenceStep(position, records, spans);
  }

  private static ContainerException corrupt(String what, long at) {
    return new ContainerException(Reason.CORRUPT, "%s, at byte %d".formatted(what, at));
  }
}
