package io.nightjar.archive;

import io.nightjar.InvalidInputException;

/** The refusal of an archive in which everything was passed over. */
public final class NoImages {
  private NoImages() {}

  /** Names what was passed over, which may be what the user takes for images. */
  static InvalidInputException in(ArchiveOptions options, PassedOverCounts passedOver) {
    return in(options.path(), passedOver);
  }

  /**
   * Makes sure that something was left. A part that the content decides may be empty of itself.
   *
   * @param images rows and rejects
   * @throws InvalidInputException when all of the archive was passed over
   */
  public static void requireSome(long images, Archive archive, PassedOverCounts passedOver) {
    if (images == 0 && passedOver.total() > 0 && archive.splitByContent() == Split.ALL) {
      throw in(archive.uri(), passedOver);
    }
  }

  private static InvalidInputException in(String path, PassedOverCounts passedOver) {
    return new InvalidInputException(
        "Archive %s holds no images%s: look at archive.path and archive.names"
            .formatted(path, passedOver.total() == 0 ? "" : ", but " + passedOver.sentence()));
  }
}
