package io.nightjar.archive;

import io.nightjar.InvalidInputException;

/** The refusal of an archive in which everything was passed over. */
public final class NoImages {
  private NoImages() {}

  /** Names what was passed over, which may be what the user takes for images. */
  static InvalidInputException in(ArchiveOptions options, PassedOverCounts passedOver) {
    return in(options.path(), passedOver);
  }

  /** The same of an archive that was found. */
  public static InvalidInputException in(Archive archive, PassedOverCounts passedOver) {
    return in(archive.uri(), passedOver);
  }

  private static InvalidInputException in(String path, PassedOverCounts passedOver) {
    return new InvalidInputException(
        "Archive %s holds no images%s: look at archive.path and archive.names"
            .formatted(path, passedOver.total() == 0 ? "" : ", but " + passedOver.sentence()));
  }
}
