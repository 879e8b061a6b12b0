package io.nightjar.archive.container;

import io.nightjar.archive.HiddenFiles;
import io.nightjar.archive.StorageException;
import io.nightjar.image.ImageContent;
import io.nightjar.image.Rejection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.ToIntFunction;

/** The members of a tar that count, read one by one. */
final class TarMembers implements Iterator<Member> {
  /** There is no way past it in what is compressed. */
  static final Refuse UNREADABLE_ENDS_ALL =
      cause -> {
        throw cause;
      };

  /** Why a member cannot be read; or throws it, when nothing behind it can be read either. */
  interface Refuse {
    Rejection of(StorageException cause) throws IOException;
  }

  private final TarWalk walk;
  private final long to;
  private final HiddenFiles hiddenFiles;
  private final Refuse refuse;
  private final ToIntFunction<TarEntry> occurrence;
  private TarEntry next;

  /**
   * @param to where no further member begins
   * @param refuse what a member is whose content storage cannot read
   * @param occurrence which of its name a member is
   */
  TarMembers(
      TarWalk walk,
      long to,
      HiddenFiles hiddenFiles,
      Refuse refuse,
      ToIntFunction<TarEntry> occurrence) {
    this.refuse = refuse;
    this.walk = walk;
    this.to = to;
    this.hiddenFiles = hiddenFiles;
    this.occurrence = occurrence;
  }

  private ImageContent content(TarEntry entry) throws IOException {
    try {
      return walk.read(entry);
    } catch (StorageException e) {
      return refuse.of(e);
    }
  }

  @Override
  public boolean hasNext() {
    try {
      while (next == null && walk.position() < to) {
        TarEntry entry = walk.next();
        if (entry == null) {
          return false;
        }
        next = !entry.isPassedOver() && entry.name().isShown(hiddenFiles) ? entry : null;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return next != null;
  }

  @Override
  public Member next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    TarEntry entry = next;
    next = null;
    try {
      return new Member(entry.name(), occurrence.applyAsInt(entry), content(entry));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
