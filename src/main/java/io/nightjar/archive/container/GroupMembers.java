package io.nightjar.archive.container;

import io.nightjar.archive.ArchiveItem;
import io.nightjar.archive.SourceFile;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;

/**
 * Members as items, grouped as WebDataset does: those of one key follow each other, and what
 * describes an image gives its label and is passed over. Where no member shares a key, each stands
 * by itself.
 *
 * <p>A key that very many share is the beginning of their names and no group: {@code
 * frame.0001.png, frame.0002.png, …}. Then those belong together whose names differ in nothing but
 * what follows the last dot.
 *
 * @see <a href="https://github.com/webdataset/webdataset">WebDataset</a>
 */
final class GroupMembers implements Iterator<ArchiveItem> {
  /** A group has no more members. */
  static final int MOST_MEMBERS = 16;

  /** So many members of one stem are held, which a name may have that comes again and again. */
  private static final int MOST_HELD = 64;

  /** No more is held; a larger group's images come before all that describes them is seen. */
  private static final long MOST_BYTES = 64L << 20;

  private final SourceFile container;
  private final Iterator<Member> members;
  private final int earlier;
  private final Queue<ArchiveItem> ready = new ArrayDeque<>();
  private Member ahead;
  private RuntimeException failure;

  private String key;
  private int taken;
  private int imagesTaken;

  /** Then it was taken for a group before it could be counted, and stays one. */
  private boolean isCutByBytes;

  private List<Sidecar> sidecars = new ArrayList<>();

  /**
   * @param earlier how many members of the first one's key stand before it in the container
   */
  GroupMembers(SourceFile container, Iterator<Member> members, int earlier) {
    this.container = container;
    this.members = members;
    this.earlier = earlier;
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && look()) {
      gather();
    }
    if (ready.isEmpty() && failure != null) {
      throw failure; // only now: what was read before it is good
    }
    return !ready.isEmpty();
  }

  @Override
  public ArchiveItem next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  /** Reads one member ahead, to see where its group ends. */
  private boolean look() {
    try {
      if (ahead == null && failure == null && members.hasNext()) {
        ahead = members.next();
      }
    } catch (RuntimeException e) {
      failure = e;
    }
    return ahead != null;
  }

  /** A group, or as much of one as may be held; of what is none, the members of one stem. */
  private void gather() {
    if (!ahead.name().key().equals(key)) {
      taken = key == null ? earlier : 0;
      key = ahead.name().key();
      imagesTaken = 0;
      sidecars = new ArrayList<>();
      isCutByBytes = false;
    }
    List<Member> gathered = new ArrayList<>();
    long bytes = 0;
    do {
      bytes += ahead.byteLength();
      gathered.add(ahead);
      taken++;
      ahead = null;
    } while (look() && belongs(gathered.get(gathered.size() - 1), gathered.size(), bytes));
    if (isGroup()) {
      give(gathered);
    } else {
      giveByStems(gathered);
    }
  }

  private boolean isGroup() {
    return taken <= MOST_MEMBERS || isCutByBytes;
  }

  private boolean belongs(Member last, int gathered, long bytes) {
    if (!ahead.name().key().equals(key)) {
      return false;
    }
    if (bytes >= MOST_BYTES && ahead.isImage()) {
      isCutByBytes = true;
      return false;
    }
    return gathered < MOST_HELD && (isGroup() || ahead.name().stem().equals(last.name().stem()));
  }

  private void giveByStems(List<Member> gathered) {
    int from = 0;
    for (int to = 1; to <= gathered.size(); to++) {
      boolean ends =
          to == gathered.size()
              || !gathered.get(to).name().stem().equals(gathered.get(from).name().stem());
      if (ends) {
        imagesTaken = 0;
        sidecars = new ArrayList<>();
        give(gathered.subList(from, to));
        from = to;
      }
    }
  }

  private void give(List<Member> group) {
    group.stream()
        .filter(member -> !member.isImage())
        .map(Sidecar::of)
        .flatMap(Optional::stream)
        .forEach(sidecars::add);
    imagesTaken += (int) group.stream().filter(Member::isImage).count();
    group.forEach(member -> ready.add(member.item(container, label(member))));
  }

  /** An image by itself may be described under any name. */
  private String label(Member member) {
    if (!member.isImage()) {
      return null;
    }
    Optional<String> label = Sidecar.label(sidecars, member.name());
    return (imagesTaken == 1 ? label.or(() -> Sidecar.label(sidecars)) : label).orElse(null);
  }
}
