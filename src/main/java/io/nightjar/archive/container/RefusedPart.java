package io.nightjar.archive.container;

import io.nightjar.archive.ArchiveItem;
import io.nightjar.archive.SourceFile;
import io.nightjar.image.Rejection;
import java.util.Iterator;
import java.util.List;

/**
 * What cannot be read of a container, from some point or from its beginning.
 *
 * @param uri what that is called
 * @param rejection why
 */
public record RefusedPart(SourceFile source, String uri, Rejection rejection)
    implements ContainerPart {

  /** Of the container as a whole, or of all that would follow. */
  static RefusedPart of(SourceFile source, Rejection rejection) {
    return new RefusedPart(source, source.uri(), rejection);
  }

  @Override
  public long images() {
    return 0;
  }

  @Override
  public long byteLength() {
    return 0;
  }

  @Override
  public Iterator<ArchiveItem> items(OpenFiles files) {
    return List.of(new ArchiveItem(uri, null, source, rejection)).iterator();
  }
}
