package io.nightjar.archive;

import io.nightjar.image.ImageContent;
import io.nightjar.image.ImageNames;
import java.io.Serializable;

/**
 * A file to be read as one image.
 *
 * @param source what listing saw
 * @param label its folder's name, null directly under the archive's root
 */
record ListedFile(SourceFile source, String label) implements Serializable {
  /** Whether it counts as an image until somebody has looked. */
  boolean mayBeImage() {
    return ImageNames.mayBeOfImage(source.name());
  }

  ArchiveItem with(ImageContent content) {
    return new ArchiveItem(source.uri(), label, source, content);
  }
}
