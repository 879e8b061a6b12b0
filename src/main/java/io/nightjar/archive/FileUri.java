package io.nightjar.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import org.apache.hadoop.fs.Path;

/**
 * Paths as URIs that differ whenever the paths do, and lead back to them. {@link
 * URI#toASCIIString()} would not do: it brings composed and decomposed umlauts to one form, and
 * leaves {@code !} alone, which here separates a container from its member.
 */
final class FileUri {
  private static final String UNESCAPED = "/-._~$&'()*+,;=:@";

  private FileUri() {}

  /** For example {@code file:///data/caf%C3%A9/1.jpg}; the path must be qualified. */
  static String of(Path path) {
    URI uri = path.toUri();
    var text = new StringBuilder(uri.getScheme()).append("://");
    if (uri.getRawAuthority() != null) {
      text.append(uri.getRawAuthority());
    }
    for (byte octet : uri.getPath().getBytes(UTF_8)) {
      append(text, octet & 0xFF);
    }
    return text.toString();
  }

  /** The path that {@link #of} was given. */
  static Path toPath(String uri) {
    URI decoded = URI.create(uri);
    return new Path(decoded.getScheme(), decoded.getAuthority(), decoded.getPath());
  }

  /** The URI of an item inside a container. */
  static String ofItem(String container, int index) {
    return container + "!/" + index;
  }

  private static void append(StringBuilder text, int octet) {
    boolean alphanumeric = octet < 0x80 && Character.isLetterOrDigit(octet);
    if (alphanumeric || UNESCAPED.indexOf(octet) >= 0) {
      text.append((char) octet);
    } else {
      text.append("%%%02X".formatted(octet));
    }
  }
}
