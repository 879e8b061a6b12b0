package io.nightjar.archive.container;

import io.nightjar.archive.NameRule;
import io.nightjar.archive.SourceFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;

/** Cuts a zip into runs of its members; those of one key stay together. */
final class ZipIndex {
  /** Each task that reads of a zip reads its directory, so a large one is not cut finely. */
  private static final int MOST_PARTS = 64;

  private final SourceFile file;
  private final NameRule rule;
  private final List<ContainerPart> parts = new ArrayList<>();
  private final Occurrences occurrences = new Occurrences();

  private int from;
  private long bytes;
  private int earlier;
  private GroupCount count = new GroupCount();
  private Map<Integer, Integer> repeated = new HashMap<>();

  ZipIndex(SourceFile file, NameRule rule) {
    this.file = file;
    this.rule = rule;
  }

  List<ContainerPart> of(ZipDirectory directory) {
    List<ZipArchiveEntry> entries = directory.entries();
    int least = entries.size() / MOST_PARTS;
    for (int i = 0; i < entries.size(); i++) {
      MemberName name = directory.name(entries.get(i));
      boolean isFull = i - from >= least && PartSize.isReached(count.images(), bytes);
      if (isFull && count.mayCut(name)) {
        cut(i);
        earlier = count.earlier(name);
        count = count.restarted(name);
      }
      add(name, i);
      bytes += Math.max(0, entries.get(i).getCompressedSize());
    }
    cut(entries.size());
    return parts;
  }

  private void add(MemberName name, int position) {
    count.add(name, rule);
    int occurrence = occurrences.next(name);
    if (occurrence > 1) {
      repeated.put(position, occurrence);
    }
  }

  private void cut(int to) {
    if (to > from) {
      var range = new ZipPart.Range(from, to, count.images(), bytes, earlier);
      parts.add(new ZipPart(file, range, rule, repeated));
    }
    from = to;
    bytes = 0;
    repeated = new HashMap<>();
  }
}
