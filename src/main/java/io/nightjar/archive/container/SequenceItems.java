package io.nightjar.archive.container;

import io.nightjar.archive.ArchiveItem;
import io.nightjar.archive.FileUri;
import io.nightjar.archive.ItemLimit;
import io.nightjar.archive.OneLine;
import io.nightjar.archive.SourceFile;
import io.nightjar.image.EncodedImage;
import io.nightjar.image.ImageContent;
import io.nightjar.image.Rejection.Reason;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.Writable;

/** The records of a SequenceFile as images; a label is the folder in the key. */
final class SequenceItems implements Iterator<ArchiveItem> {
  private final SourceFile source;
  private final SequenceFile.Reader reader;
  private final Text key = new Text();
  private boolean keyRead;
  private long index;

  SequenceItems(SourceFile source, SequenceFile.Reader reader) {
    this.source = source;
    this.reader = reader;
  }

  @Override
  public boolean hasNext() {
    try {
      keyRead = keyRead || reader.next(key);
      return keyRead;
    } catch (IOException e) {
      throw damaged(e);
    } catch (RuntimeException e) {
      throw damaged(new IOException("corrupt: " + OneLine.of(e), e));
    }
  }

  @Override
  public ArchiveItem next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    keyRead = false;
    Image image = new Image();
    try {
      reader.getCurrentValue(image);
    } catch (IOException e) {
      throw damaged(e);
    } catch (RuntimeException e) {
      throw damaged(new IOException("corrupt: " + OneLine.of(e), e));
    }
    String label = MemberName.of(Arrays.copyOf(key.getBytes(), key.getLength())).label();
    return new ArchiveItem(FileUri.ofItem(source.uri(), index++), label, source, image.content);
  }

  /** Hadoop says in a plain IOException that a file is corrupt. */
  private static UncheckedIOException damaged(IOException cause) {
    String message = String.valueOf(cause.getMessage());
    boolean corrupt = message.contains("corrupt") || message.contains("bytes, should read");
    return new UncheckedIOException(
        corrupt ? new ContainerException(Reason.CORRUPT, OneLine.of(cause), cause) : cause);
  }

  /** Read as a BytesWritable is written, but never taken for more than an image may have. */
  private static final class Image implements Writable {
    private ImageContent content;

    @Override
    public void readFields(DataInput in) throws IOException {
      int length = in.readInt();
      if (length < 0) {
        throw new ContainerException(Reason.CORRUPT, "an image of %d bytes".formatted(length));
      }
      if (length > ItemLimit.BYTES) {
        content = ItemLimit.exceeded(length);
        skip(in, length);
        return;
      }
      byte[] bytes = new byte[length];
      in.readFully(bytes);
      content = new EncodedImage(bytes);
    }

    private static void skip(DataInput in, int length) throws IOException {
      for (int left = length; left > 0; ) {
        int skipped = in.skipBytes(left);
        left -= skipped;
        if (skipped == 0) {
          in.readByte();
          left--;
        }
      }
    }

    @Override
    public void write(DataOutput out) {
      throw new UnsupportedOperationException();
    }
  }
}
