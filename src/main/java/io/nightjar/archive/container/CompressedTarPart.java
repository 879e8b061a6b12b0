package io.nightjar.archive.container;

import io.nightjar.archive.ArchiveItem;
import io.nightjar.archive.NameRule;
import io.nightjar.archive.SourceFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * A whole compressed tar: there is no way into its middle, and its images count once they are read.
 */
record CompressedTarPart(SourceFile source, NameRule rule) implements ContainerPart {
  private static final long LARGE = 1L << 30;

  @Override
  public long images() {
    return 0;
  }

  @Override
  public boolean counted() {
    return false;
  }

  @Override
  public long byteLength() {
    return source.byteLength();
  }

  @Override
  public Optional<String> advice() {
    return byteLength() <= LARGE
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "Advice: %s is compressed, so one task reads all its %.1f GB: plain tars are read in"
                    + " parallel, and so are shards of a few hundred MB",
                source.uri(),
                byteLength() / 1e9));
  }

  @Override
  public Iterator<ArchiveItem> items(OpenFiles files) throws IOException {
    FSDataInputStream file = files.open(source);
    byte[] head = file.readNBytes(TarHeader.BYTES);
    file.seek(0);
    InputStream in = files.keep(Compression.of(head).unpack(file));
    TarInput input = TarInput.streaming(in, Expansion.most(source.byteLength()));
    Occurrences occurrences = new Occurrences();
    return new GroupMembers(
        source,
        new TarMembers(
            new TarWalk(input, TarCharset.UNSAID),
            Long.MAX_VALUE,
            rule,
            TarMembers.UNREADABLE_ENDS_ALL,
            entry -> occurrences.next(entry.name())),
        0);
  }
}
