package io.nightjar.archive.container;

import io.nightjar.archive.NameRule;
import io.nightjar.archive.SourceFile;
import io.nightjar.image.Rejection;
import io.nightjar.image.Rejection.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Cuts a plain tar where a task can begin to read. Members of one key stay together, so that a cut
 * never parts an image from its label.
 */
final class TarIndex {
  private final SourceFile file;
  private final NameRule rule;
  private final OpenFiles files;
  private final List<ContainerPart> parts = new ArrayList<>();
  private final Occurrences occurrences = new Occurrences();

  private long from = -1;
  private long to;
  private int earlier;
  private TarCharset charset = TarCharset.UNSAID;
  private GroupCount count = new GroupCount();
  private Map<Long, Integer> repeated = new HashMap<>();

  TarIndex(SourceFile file, NameRule rule, OpenFiles files) {
    this.file = file;
    this.files = files;
    this.rule = rule;
  }

  List<ContainerPart> of(TarWalk walk) throws IOException {
    TarCharset before = walk.charset();
    Rejection damage = null;
    try {
      for (TarEntry entry = walk.next(); entry != null; entry = walk.next()) {
        boolean shown = entry.counts(rule);
        if (shown) {
          add(entry, walk.position(), before);
        }
        before = walk.charset();
        if (walk.isCut() && !shown) {
          throw new ContainerException(Reason.TRUNCATED, "it ends inside a member");
        }
      }
    } catch (IOException e) {
      damage = files.refusal(e, file);
    }
    cut();
    if (damage != null) {
      parts.add(RefusedPart.of(file, damage));
    }
    return parts;
  }

  /**
   * @param before what held for names where the member begins
   */
  private void add(TarEntry entry, long end, TarCharset before) {
    if (count.mayCut(entry.name()) && PartSize.isReached(count.images(), to - from)) {
      cut();
      earlier = count.earlier(entry.name());
      count = count.restarted(entry.name());
    }
    if (from < 0) {
      from = entry.start();
      charset = before;
    }
    to = end;
    count.add(entry.name(), rule);
    int occurrence = occurrences.next(entry.name());
    if (occurrence > 1) {
      repeated.put(entry.start(), occurrence);
    }
  }

  private void cut() {
    if (from >= 0) {
      var range = new TarPart.Range(from, to, count.images(), earlier, charset);
      parts.add(new TarPart(file, range, rule, repeated));
    }
    from = -1;
    to = 0;
    repeated = new HashMap<>();
  }
}
