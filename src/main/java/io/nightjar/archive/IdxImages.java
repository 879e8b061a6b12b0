package io.nightjar.archive;

import io.nightjar.image.ImageShape;
import io.nightjar.image.RasterImage;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** The images of a range, from a stream that stands at the first of them. */
final class IdxImages implements Iterator<ArchiveItem> {
  private final IdxRange range;
  private final DataInputStream in;
  private int next;

  IdxImages(IdxRange range, DataInputStream in) {
    this.range = range;
    this.in = in;
    this.next = range.from();
  }

  @Override
  public boolean hasNext() {
    return next < range.to();
  }

  @Override
  public ArchiveItem next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    int index = next++;
    SourceFile source = range.source();
    String uri = FileUri.ofItem(source.uri(), index);
    return new ArchiveItem(uri, range.label(index), source, read());
  }

  private RasterImage read() {
    ImageShape shape = range.file().header().shape();
    byte[] values = new byte[shape.size()];
    try {
      in.readFully(values);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + range.file().source().uri(), e);
    }
    return new RasterImage(values, shape);
  }
}
