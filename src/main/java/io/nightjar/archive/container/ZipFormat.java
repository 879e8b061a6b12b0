package io.nightjar.archive.container;

import io.nightjar.archive.HiddenFiles;
import io.nightjar.archive.SourceFile;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;

/**
 * Zips, split by their directory.
 *
 * @param hiddenFiles what becomes of members one of whose folders, or they themselves, are hidden
 */
public record ZipFormat(HiddenFiles hiddenFiles) implements ContainerFormat {
  public ZipFormat {
    Objects.requireNonNull(hiddenFiles, "hiddenFiles");
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
    List<ZipArchiveEntry> entries = ZipDirectory.open(file, hiddenFiles, files).entries();
    return new ZipIndex(file, hiddenFiles).of(entries);
  }
}
