package io.nightjar.archive.container;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Serializable;
import java.nio.charset.Charset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The encoding of names that a PAX record declares.
 *
 * @param name Java's; empty for UTF-8 and for bytes of no encoding, which are told by looking
 */
record TarCharset(String name) implements Serializable {
  static final TarCharset UNSAID = new TarCharset("");

  private static final Pattern ISO_8859 = Pattern.compile("ISO-IR 8859 (\\d{1,2})( \\d{4})?");

  /** By the value of the record: POSIX has the parts of ISO 8859, and UTF-8 and binary. */
  static TarCharset declared(String value) {
    Matcher part = ISO_8859.matcher(value);
    return part.matches() && Charset.isSupported("ISO-8859-" + part.group(1))
        ? new TarCharset("ISO-8859-" + part.group(1))
        : UNSAID;
  }

  MemberName memberName(byte[] bytes) {
    return name.isEmpty()
        ? MemberName.of(bytes)
        : MemberName.of(bytes, new String(bytes, Charset.forName(name)).getBytes(UTF_8));
  }
}
