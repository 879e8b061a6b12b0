package io.nightjar.archive;

import io.nightjar.InvalidInputException;
import io.nightjar.archive.container.ContainerFormat;
import io.nightjar.image.Rejection;
import io.nightjar.image.Rejection.Reason;
import io.nightjar.image.Rejection.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The containers among the files of an archive.
 *
 * @param containers by URI
 * @param refused directories that could not be listed, and files that are neither containers nor
 *     text about them
 */
record ContainerListing(List<SourceFile> containers, List<ArchiveItem> refused) {
  /** What lies beside shards to describe them: no image that anyone would miss. */
  private static final Pattern DESCRIPTION =
      Pattern.compile(
          "(.*\\.(md|txt|json|jsonl|csv|tsv|ya?ml|html?|idx|index|sha256|md5)"
              + "|readme|license|sha256sums|md5sums)");

  /**
   * Tells them by their names; a single file is one whatever it is called.
   *
   * @throws InvalidInputException when there are none
   */
  static ContainerListing of(FileListing files, ContainerFormat format, String path) {
    if (files.isSingleFile()) {
      return new ContainerListing(List.of(files.files().get(0).source()), List.of());
    }
    List<SourceFile> containers = new ArrayList<>();
    List<ArchiveItem> refused = new ArrayList<>(files.failures());
    for (ListedFile file : files.files()) {
      String name = FileUri.toPath(file.source().uri()).getName();
      if (format.isNamedLike(name)) {
        containers.add(file.source());
      } else if (!isDescription(name)) {
        refused.add(file.with(other(format)));
      }
    }
    if (containers.isEmpty()) {
      throw new InvalidInputException(
          "Archive %s holds no files that end in %s: put them there, or set archive.format to what"
                  .formatted(path, format.endings())
              + " it holds");
    }
    return new ContainerListing(List.copyOf(containers), List.copyOf(refused));
  }

  /** True for text that lies beside containers, by its name. */
  static boolean isDescription(String fileName) {
    return DESCRIPTION.matcher(fileName.toLowerCase(Locale.ROOT)).matches();
  }

  private static Rejection other(ContainerFormat format) {
    return new Rejection(
        Stage.LIST,
        Reason.UNSUPPORTED_FORMAT,
        "not opened: its name ends in none of " + format.endings());
  }
}
