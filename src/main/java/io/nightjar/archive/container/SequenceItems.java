package io.nightjar.archive.container;

import io.nightjar.archive.ArchiveItem;
import io.nightjar.archive.FileUri;
import io.nightjar.image.ImageContent;
import io.nightjar.image.Rejection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * The records of a part of a SequenceFile as images; a label is the folder in the key. What cannot
 * be made out of a record or a block does not keep the next one from its turn.
 */
final class SequenceItems implements Iterator<ArchiveItem> {
  private final SequencePart part;
  private final OpenFiles files;
  private final SequenceWalk walk;
  private final SequenceRecords records;
  private Iterator<SequenceRecords.Entry> entries = Collections.emptyIterator();
  private long index;
  private long end;

  SequenceItems(SequencePart part, OpenFiles files) throws IOException {
    FSDataInputStream in = files.open(part.source());
    this.part = part;
    this.files = files;
    this.walk =
        new SequenceWalk(in, part.header(), part.range().from(), part.source().byteLength());
    this.records = files.keep(SequenceRecords.open(in, part.header(), files.hadoop()));
    this.index = part.range().first();
    this.end = index;
  }

  @Override
  public boolean hasNext() {
    return index < end || walk.position() < part.range().to();
  }

  @Override
  public ArchiveItem next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    try {
      if (index < end) {
        return item(entries.next());
      }
      SequenceStep step = step();
      end = index + step.records();
      entries = records.of(step);
      return item(entries.next());
    } catch (UncheckedIOException e) {
      return damaged(e.getCause());
    } catch (IOException e) {
      return damaged(e);
    } catch (RuntimeException | InternalError | LinkageError e) {
      // Codecs have several for bytes that they cannot make out, and native ones throw errors.
      return damaged(new IOException(e.toString(), e));
    }
  }

  /** Where the walk cannot go on, nothing behind it can be found. */
  private SequenceStep step() throws IOException {
    try {
      return walk.next();
    } catch (IOException e) {
      walk.end();
      throw e;
    }
  }

  /** One reject stands for the rest of a block. */
  private ArchiveItem damaged(IOException cause) {
    Rejection told;
    try {
      told = files.refusal(cause, part.source());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String detail =
        end - index > 1
            ? "%s; so are the %d records after it in its block"
                .formatted(told.detail(), end - index - 1)
            : told.detail();
    ArchiveItem item = item(null, Refusals.rejection(told.reason(), detail));
    end = Math.max(end, index);
    index = end;
    return item;
  }

  private ArchiveItem item(SequenceRecords.Entry entry) {
    return item(entry.label(), entry.content());
  }

  private ArchiveItem item(String label, ImageContent content) {
    String uri = FileUri.ofItem(part.source().uri(), index++);
    return new ArchiveItem(uri, label, part.source(), content);
  }
}
