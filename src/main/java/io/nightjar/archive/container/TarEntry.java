package io.nightjar.archive.container;

import io.nightjar.archive.ItemLimit;
import io.nightjar.image.Rejection;
import io.nightjar.image.Rejection.Reason;
import java.util.Optional;

/**
 * A member of a tar, as its headers have it.
 *
 * @param start where its first header stands
 * @param name as the last of its headers has it
 * @param type one character
 * @param byteLength of its content
 * @param link the target of a link
 * @param sparse whether holes are left out of it
 */
record TarEntry(
    long start, MemberName name, char type, long byteLength, String link, boolean sparse) {

  /** A member; the length that stands in a hard link's header is its target's. */
  static TarEntry of(long start, TarHeader header, TarExtensions extensions) {
    return new TarEntry(
        start,
        extensions.memberName(header),
        header.type(),
        header.type() == '1' ? 0 : extensions.byteLength(header),
        LosslessText.of(extensions.link(header)),
        extensions.isSparse() || header.type() == 'S');
  }

  /** True for folders and a volume's label: nothing that anyone would miss. */
  boolean isPassedOver() {
    boolean oldFolder = type == 0 && name.isFolder();
    return oldFolder || type == '5' || type == 'D' || type == 'V';
  }

  /** Why its content is not to be read, if it is not. */
  Optional<Rejection> refusal() {
    if (type == '1' || type == '2') {
      return refused("a link to " + link);
    }
    if (type == '3' || type == '4' || type == '6') {
      return refused("a device or a pipe");
    }
    if (type == 'M') {
      return refused("the rest of a file of another tape");
    }
    if (sparse) {
      return refused("a sparse file");
    }
    return byteLength > ItemLimit.BYTES
        ? Optional.of(ItemLimit.exceeded(byteLength))
        : Optional.empty();
  }

  private static Optional<Rejection> refused(String detail) {
    return Optional.of(Refusals.rejection(Reason.UNSUPPORTED_FORMAT, detail));
  }
}
