package io.nightjar.archive;

import io.nightjar.image.ImageContent;
import java.io.Serializable;

/**
 * A file to be read as one image.
 *
 * @param source what listing saw
 * @param label its folder's name, null directly under the archive's root
 */
record ListedFile(SourceFile source, String label) implements Serializable {
  ArchiveItem with(ImageContent content) {
    return new ArchiveItem(source.uri(), label, source, content);
  }
}
