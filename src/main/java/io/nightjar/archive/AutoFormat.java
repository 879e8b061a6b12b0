package io.nightjar.archive;

import io.nightjar.InvalidInputException;
import io.nightjar.archive.container.FileHead;
import io.nightjar.archive.container.OpenFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;

/**
 * Finds out how an archive stores its images: a single file by its first bytes, a directory by the
 * names in it, since it may hold millions.
 */
final class AutoFormat {
  private final ArchiveOptions options;
  private final ArchiveLocation location;

  AutoFormat(ArchiveOptions options, ArchiveLocation location) {
    this.options = options;
    this.location = location;
  }

  /**
   * Opens it as what it is: files where nothing says otherwise.
   *
   * @throws InvalidInputException when it might be one thing or another
   */
  Archive open() {
    if (IdxFolder.isIdx(location, options.hiddenFiles())) {
      return IdxArchive.open(options, location);
    }
    FileListing files = FileListing.of(location, options.hiddenFiles());
    ArchiveFormat found = files.isSingleFile() ? ofFile(location.root()) : ofNames(files);
    return found.of(files, options, location);
  }

  private ArchiveFormat ofFile(FileStatus file) {
    try (OpenFiles files = new OpenFiles(location.hadoop(), List.of())) {
      FileHead head = FileHead.of(SourceFile.of(file), files);
      return Arrays.stream(ArchiveFormat.values())
          .filter(format -> format.container(options).map(c -> c.beginsLike(head)).orElse(false))
          .findFirst()
          .orElse(ArchiveFormat.FILES);
    } catch (IOException e) {
      throw ArchiveLocation.unreadable(location.path(), e);
    }
  }

  private ArchiveFormat ofNames(FileListing files) {
    Map<ArchiveFormat, List<ListedFile>> found = new EnumMap<>(ArchiveFormat.class);
    for (ListedFile file : files.files()) {
      Optional<ArchiveFormat> container = container(file.source().name());
      if (container.isPresent()
          || options.names().mayNameImage(files.pathFor(file, options.names()))) {
        found
            .computeIfAbsent(container.orElse(ArchiveFormat.FILES), none -> new ArrayList<>())
            .add(file);
      }
    }
    new BesideImages(options, location.hadoop()).removeFrom(found, files);
    Map<ArchiveFormat, Long> counts = new EnumMap<>(ArchiveFormat.class);
    found.forEach((format, some) -> counts.put(format, (long) some.size()));
    if (counts.size() > 1) {
      throw new InvalidInputException(
          "Archive %s holds %s: set archive.format to what is to be read"
              .formatted(location.path(), text(counts)));
    }
    return counts.isEmpty() ? ArchiveFormat.FILES : counts.keySet().iterator().next();
  }

  private Optional<ArchiveFormat> container(String fileName) {
    return Arrays.stream(ArchiveFormat.values())
        .filter(format -> format.container(options).map(c -> c.isNamedLike(fileName)).orElse(false))
        .findFirst();
  }

  /** For example {@code 2 tar, 1 zip and 17 other files}. */
  private static String text(Map<ArchiveFormat, Long> counts) {
    Long others = counts.get(ArchiveFormat.FILES);
    String containers =
        counts.entrySet().stream()
            .filter(entry -> entry.getKey() != ArchiveFormat.FILES)
            .map(entry -> entry.getValue() + " " + entry.getKey().key())
            .collect(Collectors.joining(" and "));
    return containers + (others == null ? " files" : " and " + others + " other files");
  }
}
