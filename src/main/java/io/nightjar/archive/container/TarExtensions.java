package io.nightjar.archive.container;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.nightjar.image.Rejection.Reason;
import java.util.Arrays;

/** What stands before a member's header and overrides it: GNU's long names, PAX records. */
final class TarExtensions {
  private byte[] name;
  private byte[] link;
  private long byteLength = -1;
  private boolean sparse;
  private TarCharset global;
  private TarCharset charset;

  /** What a key of a PAX header says. */
  private interface Records {
    void set(String key, byte[] value) throws ContainerException;
  }

  /**
   * @param global what the tar has said so far of the names of all members
   */
  TarExtensions(TarCharset global) {
    this.global = global;
    this.charset = global;
  }

  /** True for the headers that are read here; a global one changes the encoding of names alone. */
  static boolean isExtension(char type) {
    return "LKxXg".indexOf(type) >= 0;
  }

  void add(char type, byte[] content) throws ContainerException {
    if (type == 'L') {
      name = untilZero(content);
    } else if (type == 'K') {
      link = untilZero(content);
    } else if (type == 'g') {
      addPax(content, this::setGlobal);
    } else {
      addPax(content, this::set);
    }
  }

  /** What holds for the members that follow as well. */
  TarCharset global() {
    return global;
  }

  MemberName memberName(TarHeader header) {
    return charset.memberName(name == null ? header.name() : name);
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
  private void addPax(byte[] content, Records records) throws ContainerException {
    int at = 0;
    while (at < content.length && content[at] != 0) {
      int space = indexOf(content, ' ', at, content.length);
      int end = space < 0 ? -1 : at + decimal(content, at, space);
      int equals = end <= space || end > content.length ? -1 : indexOf(content, '=', space, end);
      if (equals < 0 || equals > end - 2) {
        throw new ContainerException(Reason.CORRUPT, "a PAX header cannot be made out");
      }
      records.set(
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
      charset = TarCharset.declared(new String(value, ISO_8859_1));
    } else if (key.equals("size")) {
      byteLength = longDecimal(new String(value, ISO_8859_1));
    }
    sparse |= key.startsWith("GNU.sparse.");
  }

  private void setGlobal(String key, byte[] value) {
    if (key.equals("hdrcharset")) {
      global = TarCharset.declared(new String(value, ISO_8859_1));
      charset = global;
    }
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
