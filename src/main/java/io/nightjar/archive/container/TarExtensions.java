package io.nightjar.archive.container;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.nightjar.image.Rejection.Reason;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What stands before a member's header and overrides it: GNU's long names, PAX records. */
final class TarExtensions {
  private static final Pattern ISO_8859 = Pattern.compile("ISO-IR 8859 (\\d{1,2})( \\d{4})?");

  private byte[] name;
  private byte[] link;
  private long byteLength = -1;
  private boolean sparse;
  private Optional<Charset> charset = Optional.empty();

  /** True for the headers that are read here; a global one changes no name or length. */
  static boolean isExtension(char type) {
    return "LKxXg".indexOf(type) >= 0;
  }

  void add(char type, byte[] content) throws ContainerException {
    if (type == 'L') {
      name = untilZero(content);
    } else if (type == 'K') {
      link = untilZero(content);
    } else if (type != 'g') {
      addPax(content);
    }
  }

  MemberName memberName(TarHeader header) {
    if (name == null) {
      return MemberName.of(header.name());
    }
    byte[] path = charset.map(declared -> new String(name, declared).getBytes(UTF_8)).orElse(name);
    return MemberName.of(name, path);
  }

  byte[] link(TarHeader header) {
    return link == null ? header.link() : link;
  }

  long byteLength(TarHeader header) {
    return byteLength < 0 ? header.byteLength() : byteLength;
  }

  boolean isSparse() {
    return sparse;
  }

  /** Records {@code "<length> <key>=<value>\n"}, the length in decimal and of the whole record. */
  private void addPax(byte[] content) throws ContainerException {
    int at = 0;
    while (at < content.length && content[at] != 0) {
      int space = indexOf(content, ' ', at, content.length);
      int end = space < 0 ? -1 : at + decimal(content, at, space);
      int equals = end <= space || end > content.length ? -1 : indexOf(content, '=', space, end);
      if (equals < 0 || equals > end - 2) {
        throw new ContainerException(Reason.CORRUPT, "a PAX header cannot be made out");
      }
      set(
          new String(content, space + 1, equals - space - 1, ISO_8859_1),
          Arrays.copyOfRange(content, equals + 1, end - 1));
      at = end;
    }
  }

  private void set(String key, byte[] value) throws ContainerException {
    if (key.equals("path") || key.equals("GNU.sparse.name")) {
      name = value;
    } else if (key.equals("linkpath")) {
      link = value;
    } else if (key.equals("hdrcharset")) {
      charset = charset(new String(value, ISO_8859_1));
    } else if (key.equals("size")) {
      byteLength = longDecimal(new String(value, ISO_8859_1));
    }
    sparse |= key.startsWith("GNU.sparse.");
  }

  /** POSIX has the parts of ISO 8859; UTF-8 and bytes of no encoding are told by looking. */
  private static Optional<Charset> charset(String declared) {
    Matcher part = ISO_8859.matcher(declared);
    return part.matches() && Charset.isSupported("ISO-8859-" + part.group(1))
        ? Optional.of(Charset.forName("ISO-8859-" + part.group(1)))
        : Optional.empty();
  }

  private static long longDecimal(String digits) throws ContainerException {
    if (!digits.matches("\\d{1,18}")) {
      throw new ContainerException(Reason.CORRUPT, "a PAX header's size is no number");
    }
    return Long.parseLong(digits);
  }

  /** Minus one for what is no length of a record. */
  private static int decimal(byte[] content, int from, int to) {
    String digits = new String(content, from, to - from, ISO_8859_1);
    return digits.matches("\\d{1,8}") ? Integer.parseInt(digits) : Integer.MIN_VALUE / 2;
  }

  private static int indexOf(byte[] content, char wanted, int from, int to) {
    for (int i = from; i < to; i++) {
      if (content[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  private static byte[] untilZero(byte[] content) {
    int end = indexOf(content, '\0', 0, content.length);
    return end < 0 ? content : Arrays.copyOf(content, end);
  }
}
