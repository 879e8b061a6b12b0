package io.nightjar.archive.container;

import io.nightjar.archive.ArchiveItem;
import io.nightjar.archive.NameRule;
import io.nightjar.archive.SourceFile;
import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import java.util.Map;

/**
 * A run of a plain tar's members.
 *
 * @param repeated by the place of its first header, which occurrence of its name a member is, where
 *     it is not the first
 */
record TarPart(SourceFile source, Range range, NameRule rule, Map<Long, Integer> repeated)
    implements ContainerPart {

  /**
   * The place of the members in the tar.
   *
   * @param from the first member's first header
   * @param to the end of the last member
   * @param earlier members of the first one's key that stand before it
   * @param charset what the tar has said of names before
   */
  record Range(long from, long to, long images, int earlier, TarCharset charset)
      implements Serializable {}

  @Override
  public long images() {
    return range.images();
  }

  @Override
  public long byteLength() {
    return range.to() - range.from();
  }

  @Override
  public String uri() {
    return source.uri() + "#" + range.from();
  }

  @Override
  public Iterator<ArchiveItem> items(OpenFiles files) throws IOException {
    TarInput in = TarInput.seeking(files.open(source), range.from(), source.byteLength());
    return new GroupMembers(
        source,
        new TarMembers(
            new TarWalk(in, range.charset()),
            range.to(),
            rule,
            cause -> files.refusal(cause, source),
            entry -> repeated.getOrDefault(entry.start(), 1)),
        range.earlier());
  }
}
