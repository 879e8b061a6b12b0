package io.nightjar.archive.container;

import io.nightjar.archive.HiddenFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.ToIntFunction;

/** The members of a tar that count, read one by one. */
final class TarMembers implements Iterator<Member> {
  private final TarWalk walk;
  private final long to;
  private final HiddenFiles hiddenFiles;
  private final ToIntFunction<TarEntry> occurrence;
  private TarEntry next;

  /**
   * @param to where no further member begins
   * @param occurrence which of its name a member is
   */
  TarMembers(TarWalk walk, long to, HiddenFiles hiddenFiles, ToIntFunction<TarEntry> occurrence) {
    this.walk = walk;
    this.to = to;
    this.hiddenFiles = hiddenFiles;
    this.occurrence = occurrence;
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
      return new Member(entry.name(), occurrence.applyAsInt(entry), walk.read(entry));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
