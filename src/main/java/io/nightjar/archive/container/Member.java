package io.nightjar.archive.container;

import io.nightjar.archive.ArchiveItem;
import io.nightjar.archive.SourceFile;
import io.nightjar.image.ImageContent;
import io.nightjar.image.PassedOver;

/**
 * A member of a container that has been read.
 *
 * @param occurrence 1 for the first of its name, 2 for the next
 * @param content of an image; of anything else, that it was passed over
 * @param text of what may tell an image's label, else empty
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record Member(MemberName name, int occurrence, ImageContent content, byte[] text) {
  private static final byte[] NO_TEXT = {};

  static Member ofImage(MemberName name, int occurrence, ImageContent content) {
    return new Member(name, occurrence, content, NO_TEXT);
  }

  static Member ofOther(MemberName name, int occurrence, byte[] text) {
    return new Member(name, occurrence, PassedOver.named(name.base()), text);
  }

  boolean isImage() {
    return !(content instanceof PassedOver);
  }

  /** Bytes that it holds in memory. */
  long byteLength() {
    return content.byteLength() + text.length;
  }

  ArchiveItem item(SourceFile container, String label) {
    return new ArchiveItem(
        name.uri(container.uri(), occurrence),
        label == null ? name.label() : label,
        container,
        content);
  }
}
