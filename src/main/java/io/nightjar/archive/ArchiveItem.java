package io.nightjar.archive;

import io.nightjar.image.ImageContent;
import io.nightjar.image.Rejection;
import java.io.Serializable;
import java.util.Objects;

/**
 * One image of an archive, or something that should have been one.
 *
 * @param uri unique within the archive
 * @param label what the archive calls its kind; null where it says nothing
 * @param source the file that listing saw
 * @param content what was read
 */
public record ArchiveItem(String uri, String label, SourceFile source, ImageContent content)
    implements Serializable {
  public ArchiveItem {
    Objects.requireNonNull(uri, "uri");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(content, "content");
  }

  /**
   * Bytes of the image itself; of a file that could not be read, as listing saw it; of a
   * container's member that could not, 0.
   */
  public long byteLength() {
    boolean unread = content instanceof Rejection && uri.equals(source.uri());
    return unread ? source.byteLength() : content.byteLength();
  }
}
