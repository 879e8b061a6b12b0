package io.nightjar.archive.container;

import io.nightjar.archive.ArchiveItem;
import io.nightjar.archive.SourceFile;
import java.io.IOException;
import java.util.Iterator;

/** A whole SequenceFile, whose records are numbered from its beginning. */
record SequencePart(SourceFile source) implements WholeFilePart {
  @Override
  public Iterator<ArchiveItem> items(OpenFiles files) throws IOException {
    return new SequenceItems(source, files.keep(SequenceFileFormat.open(source, files)));
  }
}
