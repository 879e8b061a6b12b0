package io.nightjar.archive.container;

import io.nightjar.archive.ArchiveItem;
import io.nightjar.archive.OneLine;
import io.nightjar.image.Rejection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The images of parts, one part after the other. Where one is damaged, what was read of it is kept,
 * a rejection tells of the rest, and the next part's turn comes.
 */
final class PartItems implements Iterator<ArchiveItem> {
  private static final Logger LOG = LoggerFactory.getLogger(PartItems.class);

  private final Iterator<ContainerPart> parts;
  private final OpenFiles files;
  private ContainerPart part;
  private Iterator<ArchiveItem> items = Collections.emptyIterator();

  /**
   * @param files closed after each part
   */
  PartItems(Iterator<ContainerPart> parts, OpenFiles files) {
    this.parts = parts;
    this.files = files;
  }

  @Override
  public boolean hasNext() {
    while (!itemsHaveNext() && parts.hasNext()) {
      open(parts.next());
    }
    return itemsHaveNext();
  }

  @Override
  public ArchiveItem next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    try {
      return items.next();
    } catch (RuntimeException e) {
      refuse(cause(e));
      return items.next();
    }
  }

  private boolean itemsHaveNext() {
    try {
      return items.hasNext();
    } catch (RuntimeException e) {
      refuse(cause(e));
      return true;
    }
  }

  private void open(ContainerPart next) {
    part = next;
    files.close();
    try {
      items = part.items(files);
    } catch (IOException e) {
      refuse(e);
    } catch (RuntimeException e) {
      refuse(cause(e));
    }
  }

  /** What comes of bytes that nobody has thought of is one file's trouble, not the run's. */
  private IOException cause(RuntimeException e) {
    if (e instanceof UncheckedIOException io) {
      return io.getCause();
    }
    LOG.warn("Cannot make out {}", part.uri(), e);
    return new IOException(OneLine.of(e), e);
  }

  /** The rest of the part is a rejection, unless it is worth another attempt. */
  private void refuse(IOException cause) {
    try {
      Rejection rejection = files.refusal(cause, part.source());
      items = List.of(new ArchiveItem(part.uri(), null, part.source(), rejection)).iterator();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + part.source().uri(), e);
    }
  }
}
