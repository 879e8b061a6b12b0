package io.nightjar.archive.container;

import io.nightjar.archive.HiddenFiles;
import io.nightjar.archive.NameRule;
import io.nightjar.archive.SourceFile;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * Tars: plain ones are split, after a walk over their headers; those compressed with gzip or zstd
 * are read from their beginning to their end.
 *
 * @param rule what is asked of members' names and, for hidden ones, of their folders'
 */
public record TarFormat(NameRule rule) implements ContainerFormat {
  private static final Pattern NAME =
      Pattern.compile(".*\\.(tar|tar\\.gz|tgz|tar\\.zstd?|tzst)", Pattern.DOTALL);

  public TarFormat {
    Objects.requireNonNull(rule, "rule");
  }

  /** With every name. */
  public TarFormat(HiddenFiles hiddenFiles) {
    this(NameRule.of(hiddenFiles));
  }

  @Override
  public boolean isNamedLike(String fileName) {
    return NAME.matcher(fileName.toLowerCase(Locale.ROOT)).matches();
  }

  /** By the checksum in the first header, which old tars have too. */
  @Override
  public boolean beginsLike(FileHead head) {
    try {
      return TarHeader.of(head.unpacked()).isPresent();
    } catch (ContainerException e) {
      return true; // its checksum is right, and what it says is absurd
    }
  }

  @Override
  public String endings() {
    return ".tar, .tar.gz, .tgz, .tar.zst, .tzst";
  }

  @Override
  public List<ContainerPart> index(SourceFile file, OpenFiles files) throws IOException {
    FSDataInputStream in = files.open(file);
    if (Compression.of(in.readNBytes(TarHeader.BYTES)) != Compression.NONE) {
      return List.of(new CompressedTarPart(file, rule));
    }
    TarWalk walk = new TarWalk(TarInput.seeking(in, 0, file.byteLength()), TarCharset.UNSAID);
    return new TarIndex(file, rule, files).of(walk);
  }
}
