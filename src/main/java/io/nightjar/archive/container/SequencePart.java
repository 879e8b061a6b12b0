package io.nightjar.archive.container;

import io.nightjar.archive.ArchiveItem;
import io.nightjar.archive.FileUri;
import io.nightjar.archive.SourceFile;
import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;

/**
 * A run of a SequenceFile's records.
 *
 * @param header how they are written
 */
record SequencePart(SourceFile source, SequenceHeader header, Range range)
    implements ContainerPart {

  /**
   * Where.
   *
   * @param from where the first record or block begins
   * @param to where the one after the last begins
   * @param first the first record's number in the file
   * @param records 1 or more
   */
  record Range(long from, long to, long first, long records) implements Serializable {}

  @Override
  public long images() {
    return range.records();
  }

  @Override
  public long byteLength() {
    return range.to() - range.from();
  }

  @Override
  public String uri() {
    return FileUri.ofItem(source.uri(), range.first());
  }

  @Override
  public Iterator<ArchiveItem> items(OpenFiles files) throws IOException {
    return new SequenceItems(this, files);
  }
}
