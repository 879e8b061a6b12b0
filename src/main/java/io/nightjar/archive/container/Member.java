package io.nightjar.archive.container;

import io.nightjar.archive.ArchiveItem;
import io.nightjar.archive.SourceFile;
import io.nightjar.image.EncodedImage;
import io.nightjar.image.ImageContent;

/**
 * A member of a container that has been read.
 *
 * @param occurrence 1 for the first of its name, 2 for the next
 */
record Member(MemberName name, int occurrence, ImageContent content) {
  ArchiveItem item(SourceFile container, String label) {
    return new ArchiveItem(
        name.uri(container.uri(), occurrence),
        label == null ? name.label() : label,
        container,
        content);
  }

  /** Its bytes; none where it could not be read. */
  byte[] bytes() {
    return content instanceof EncodedImage encoded ? encoded.bytes() : new byte[0];
  }
}
