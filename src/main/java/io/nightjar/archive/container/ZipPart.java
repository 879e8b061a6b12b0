package io.nightjar.archive.container;

import io.nightjar.archive.ArchiveItem;
import io.nightjar.archive.NameRule;
import io.nightjar.archive.SourceFile;
import java.io.IOException;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A run of a zip's members.
 *
 * @param repeated by a member's position, which occurrence of its name it is, where it is not the
 *     first
 */
record ZipPart(SourceFile source, Range range, NameRule rule, Map<Integer, Integer> repeated)
    implements ContainerPart {

  /**
   * The place of the members in the zip.
   *
   * @param from the first member's position among those that count
   * @param to after the last one's
   * @param byteLength compressed
   * @param earlier members of the first one's key that stand before it
   */
  record Range(int from, int to, long images, long byteLength, int earlier)
      implements Serializable {}

  @Override
  public long images() {
    return range.images();
  }

  @Override
  public long byteLength() {
    return range.byteLength();
  }

  @Override
  public String uri() {
    return source.uri() + "#" + range.from();
  }

  @Override
  public Optional<ContainerPart> joined(ContainerPart next) {
    if (!(next instanceof ZipPart other) || !other.source.equals(source)) {
      return Optional.empty();
    }
    Map<Integer, Integer> all = new HashMap<>(repeated);
    all.putAll(other.repeated);
    Range both =
        new Range(
            range.from(),
            other.range.to(),
            range.images() + other.range.images(),
            range.byteLength() + other.range.byteLength(),
            range.earlier());
    return Optional.of(new ZipPart(source, both, rule, all));
  }

  @Override
  public Iterator<ArchiveItem> items(OpenFiles files) throws IOException {
    ZipDirectory directory = ZipDirectory.open(source, rule, files);
    ReadZipMember read = new ReadZipMember(directory, source, files, rule);
    Iterator<Member> members =
        IntStream.range(range.from(), range.to())
            .mapToObj(i -> read.member(directory.entries().get(i), repeated.getOrDefault(i, 1)))
            .iterator();
    return new GroupMembers(source, members, range.earlier());
  }
}
