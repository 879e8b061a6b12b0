package io.nightjar.archive.container;

import io.nightjar.archive.NameRule;
import io.nightjar.archive.StorageException;
import io.nightjar.image.ImageContent;
import io.nightjar.image.Rejection;
import io.nightjar.image.Rejection.Reason;
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
  private final NameRule rule;
  private final Refuse refuse;
  private final ToIntFunction<TarEntry> occurrence;
  private TarEntry next;
  private boolean mayEndUntold;

  /**
   * @param to where no further member begins
   * @param refuse what a member is whose content storage cannot read
   * @param occurrence which of its name a member is
   */
  TarMembers(
      TarWalk walk, long to, NameRule rule, Refuse refuse, ToIntFunction<TarEntry> occurrence) {
    this.refuse = refuse;
    this.walk = walk;
    this.to = to;
    this.rule = rule;
    this.occurrence = occurrence;
  }

  private Member member(TarEntry entry) throws IOException {
    int which = occurrence.applyAsInt(entry);
    try {
      return new MemberLook(rule).at(entry.name(), which, entry.byteLength(), content(entry));
    } catch (StorageException e) {
      return Member.ofImage(entry.name(), which, refuse.of(e)); // nobody has seen that it is none
    }
  }

  private MemberContent content(TarEntry entry) {
    return new MemberContent() {
      @Override
      public byte[] head() throws IOException {
        return walk.head(entry);
      }

      @Override
      public ImageContent whole() throws IOException {
        return walk.read(entry);
      }
    };
  }

  @Override
  public boolean hasNext() {
    try {
      while (next == null && walk.position() < to) {
        TarEntry entry = walk.next();
        if (entry == null) {
          break;
        }
        next = entry.counts(rule) ? entry : null;
      }
      if (next == null) {
        requireEndTold();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return next != null;
  }

  /** An image that is cut off is a reject; anything else that is would hide that the tar is. */
  private void requireEndTold() throws ContainerException {
    if (walk.isCut() && mayEndUntold) {
      mayEndUntold = false;
      throw new ContainerException(Reason.TRUNCATED, "it ends inside a member");
    }
  }

  @Override
  public Member next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    TarEntry entry = next;
    next = null;
    try {
      Member member = member(entry);
      mayEndUntold = !member.isImage();
      return member;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
