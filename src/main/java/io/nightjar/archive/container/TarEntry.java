package io.nightjar.archive.container;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.nightjar.archive.ItemLimit;
import io.nightjar.archive.NameRule;
import io.nightjar.image.Rejection;
import io.nightjar.image.Rejection.Reason;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.apache.commons.lang3.StringUtils;

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
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record TarEntry(
    long start, MemberName name, char type, long byteLength, byte[] link, boolean sparse) {

  /** A member; the length that stands in a hard link's header is its target's. */
  static TarEntry of(long start, TarHeader header, TarExtensions extensions) {
    return new TarEntry(
        start,
        extensions.memberName(header),
        header.type(),
        header.type() == '1' ? 0 : extensions.byteLength(header),
        extensions.link(header),
        extensions.isSparse() || header.type() == 'S');
  }

  /** True for an image or what describes one, as far as its headers and its name tell. */
  boolean counts(NameRule rule) {
    return !isPassedOver() && name.isShown(rule.hiddenFiles()) && !isSecondName(rule);
  }

  /** True for folders and a volume's label: nothing that anyone would miss. */
  private boolean isPassedOver() {
    boolean oldFolder = type == 0 && name.isFolder();
    return oldFolder || type == '5' || type == 'D' || type == 'V';
  }

  /**
   * True for a second name of what the tar holds under one that is read: GNU tar writes a file's
   * second hard link so. A link that leads out of the tar, or to what is not looked at, is none.
   */
  private boolean isSecondName(NameRule rule) {
    return (type == '1' || type == '2')
        && target()
            .map(MemberName::of)
            .filter(target -> target.isShown(rule.hiddenFiles()))
            .filter(target -> rule.globs().matches(target.text()))
            .isPresent();
  }

  /** The name of a link's target among the members; empty for one outside of the tar. */
  private Optional<byte[]> target() {
    if (type == '1') {
      return Optional.of(link);
    }
    String path = new String(link, ISO_8859_1);
    Deque<String> steps = new ArrayDeque<>();
    int folder = name.path().lastIndexOf('/') + 1;
    for (String step : StringUtils.split(name.path().substring(0, folder) + path, '/')) {
      if (step.equals("..") && steps.pollLast() == null) {
        return Optional.empty();
      }
      if (!step.equals(".") && !step.equals("..")) {
        steps.add(step);
      }
    }
    return path.startsWith("/")
        ? Optional.empty()
        : Optional.of(String.join("/", steps).getBytes(ISO_8859_1));
  }

  /** Why its content is not to be read, if it is not. */
  Optional<Rejection> refusal() {
    if (type == '1' || type == '2') {
      return refused("a link to " + LosslessText.of(link));
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
