package io.nightjar.archive.container;

import io.nightjar.archive.NameRule;
import io.nightjar.archive.SourceFile;
import io.nightjar.archive.StorageException;
import io.nightjar.image.Rejection.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * A zip's own word for what it holds.
 *
 * @param zip open
 * @param paths of its members
 * @param entries those that count, in the order in which they stand in the file
 */
record ZipDirectory(ZipFile zip, ZipPath paths, List<ZipArchiveEntry> entries) {

  static ZipDirectory open(SourceFile file, NameRule rule, OpenFiles files) throws IOException {
    ZipFile zip = files.keep(zip(file, files));
    List<ZipArchiveEntry> all = Collections.list(zip.getEntriesInPhysicalOrder());
    ZipPath paths = new ZipPath(all);
    List<ZipArchiveEntry> entries = new ArrayList<>();
    for (ZipArchiveEntry entry : all) {
      MemberName name = name(entry, paths);
      if (!name.isFolder() && name.isShown(rule.hiddenFiles())) {
        entries.add(entry);
      }
    }
    requireHonest(entries, file);
    return new ZipDirectory(zip, paths, entries);
  }

  /** Where members overlap, a small file could go on for days. */
  private static void requireHonest(List<ZipArchiveEntry> entries, SourceFile file)
      throws ContainerException {
    long most = Expansion.most(file.byteLength());
    double packed =
        entries.stream().mapToDouble(entry -> Math.max(0, entry.getCompressedSize())).sum();
    if (packed > file.byteLength()) {
      throw new ContainerException(Reason.CORRUPT, "its members overlap");
    }
    double bytes =
        entries.stream()
            .filter(ReadZipMember::isOpened)
            .mapToDouble(entry -> Math.max(0, entry.getSize()))
            .sum();
    if (bytes > most) {
      throw new ContainerException(
          Reason.TOO_LARGE,
          String.format(Locale.ROOT, "it expands to %.0f bytes, the limit is %d", bytes, most));
    }
  }

  MemberName name(ZipArchiveEntry entry) {
    return name(entry, paths);
  }

  private static MemberName name(ZipArchiveEntry entry, ZipPath paths) {
    return MemberName.of(entry.getRawName(), paths.of(entry));
  }

  private static ZipFile zip(SourceFile file, OpenFiles files) throws IOException {
    var channel = new HadoopChannel(files.open(file), file.byteLength());
    try {
      // Without a look at each member's local header, which would be a seek for each.
      return new ZipFile(channel, file.uri(), "UTF8", true, true);
    } catch (IOException e) {
      throw refused(e, file, files);
    } catch (RuntimeException e) { // what hostile lengths lead to
      throw new ContainerException(Reason.CORRUPT, "its directory cannot be made out", e);
    }
  }

  /** commons-compress has exceptions of all kinds for a damaged directory. */
  private static IOException refused(IOException thrown, SourceFile file, OpenFiles files)
      throws IOException {
    if (StorageException.in(thrown).isPresent()) {
      return thrown;
    }
    Throwable cause = thrown.getCause() == null ? thrown : thrown.getCause();
    if (!String.valueOf(cause.getMessage()).contains("not a ZIP archive")) {
      return new ContainerException(Reason.CORRUPT, "its directory: " + cause.getMessage(), thrown);
    }
    return ZipFormat.beginsWithMember(FileHead.of(file, files))
        ? new ContainerException(
            Reason.TRUNCATED, "a zip without the directory that ends it", thrown)
        : new ContainerException(Reason.UNSUPPORTED_FORMAT, "no zip", thrown);
  }
}
