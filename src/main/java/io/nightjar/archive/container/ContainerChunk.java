package io.nightjar.archive.container;

import io.nightjar.archive.ArchiveChunk;
import io.nightjar.archive.ArchiveItem;
import io.nightjar.archive.SourceFile;
import io.nightjar.runtime.TaskResources;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/** Parts of containers that are read one after the other. */
public record ContainerChunk(List<ContainerPart> parts) implements ArchiveChunk {
  @Override
  public long images() {
    return parts.stream().mapToLong(ContainerPart::estimated).sum();
  }

  @Override
  public Stream<SourceFile> sources() {
    return parts.stream().map(ContainerPart::source);
  }

  @Override
  public Stream<String> identity() {
    return parts.stream()
        .map(
            part ->
                "%s %s %d %d"
                    .formatted(
                        part.source().identity(), part.uri(), part.byteLength(), part.images()));
  }

  @Override
  public Iterator<ArchiveItem> items(Configuration hadoop) {
    OpenFiles files = TaskResources.keep(new OpenFiles(hadoop, sources().distinct().toList()));
    return new PartItems(parts.iterator(), files);
  }
}
