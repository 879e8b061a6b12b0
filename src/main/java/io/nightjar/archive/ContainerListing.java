package io.nightjar.archive;

import io.nightjar.InvalidInputException;
import io.nightjar.archive.container.ContainerFormat;
import io.nightjar.image.PassedOver;
import io.nightjar.image.Rejection;
import io.nightjar.image.Rejection.Reason;
import io.nightjar.image.Rejection.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The containers among the files of an archive. What lies beside them is told by its name alone,
 * since an unchanged archive is not to be opened.
 *
 * @param containers by URI
 * @param refused directories that could not be listed, and files that are called images or
 *     containers and are not read
 * @param passedOver all other files
 */
record ContainerListing(
    List<SourceFile> containers, List<ArchiveItem> refused, PassedOverCounts passedOver) {
  /** Containers of images by their names, be they of a kind that is read or not. */
  private static final Pattern CONTAINER =
      Pattern.compile(
          ".*\\.(tar(\\.(gz|bz2|xz|zstd?|lz4|lzma|br|z))?|tgz|tbz2?|txz|tzst|zip|7z|rar)",
          Pattern.DOTALL);

  /**
   * Tells them by their names; a single file is one whatever it is called.
   *
   * @throws InvalidInputException when there are none, and all could be reached
   */
  static ContainerListing of(FileListing files, ContainerFormat format, ArchiveOptions options) {
    if (files.isSingleFile()) {
      return new ContainerListing(
          List.of(files.files().get(0).source()), List.of(), PassedOverCounts.NONE);
    }
    List<SourceFile> containers = new ArrayList<>();
    List<ArchiveItem> refused = new ArrayList<>(files.failures());
    List<PassedOver> others = new ArrayList<>();
    for (ListedFile file : files.files()) {
      String name = file.source().name();
      if (format.isNamedLike(name)) {
        containers.add(file.source());
      } else if (isContainer(name)
          || options.names().namesImage(files.pathFor(file, options.names()))) {
        refused.add(file.with(other(format)));
      } else {
        others.add(PassedOver.named(name));
      }
    }
    boolean nothingWasReached = files.files().isEmpty() && !files.failures().isEmpty();
    if (containers.isEmpty() && !nothingWasReached) {
      throw new InvalidInputException(
          "Archive %s holds no files that end in %s: put them there, or set archive.format to what"
                  .formatted(options.path(), format.endings())
              + " it holds");
    }
    return new ContainerListing(
        List.copyOf(containers), List.copyOf(refused), PassedOverCounts.of(others));
  }

  private static boolean isContainer(String fileName) {
    return CONTAINER.matcher(fileName.toLowerCase(Locale.ROOT)).matches();
  }

  private static Rejection other(ContainerFormat format) {
    return new Rejection(
        Stage.LIST,
        Reason.UNSUPPORTED_FORMAT,
        "not opened: its name ends in none of " + format.endings());
  }
}
