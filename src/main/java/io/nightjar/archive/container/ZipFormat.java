package io.nightjar.archive.container;

import io.nightjar.archive.HiddenFiles;
import io.nightjar.archive.NameRule;
import io.nightjar.archive.SourceFile;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Zips, split by their directory.
 *
 * @param rule what is asked of members' names and, for hidden ones, of their folders'
 */
public record ZipFormat(NameRule rule) implements ContainerFormat {
  public ZipFormat {
    Objects.requireNonNull(rule, "rule");
  }

  /** With every name. */
  public ZipFormat(HiddenFiles hiddenFiles) {
    this(NameRule.of(hiddenFiles));
  }

  @Override
  public boolean isNamedLike(String fileName) {
    return fileName.toLowerCase(Locale.ROOT).endsWith(".zip");
  }

  @Override
  public boolean beginsLike(FileHead head) {
    return beginsWithMember(head) || head.startsWith("PK\5\6");
  }

  static boolean beginsWithMember(FileHead head) {
    return head.startsWith("PK\3\4");
  }

  @Override
  public String endings() {
    return ".zip";
  }

  @Override
  public List<ContainerPart> index(SourceFile file, OpenFiles files) throws IOException {
    return new ZipIndex(file, rule).of(ZipDirectory.open(file, rule, files));
  }
}
