package io.nightjar.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import org.apache.hadoop.fs.Path;

/**
 * Paths as URIs that differ whenever the paths do, and lead back to them. {@link
 * URI#toASCIIString()} would not do: it brings composed and decomposed umlauts to one form, and
 * leaves {@code !} alone, which here separates a container from its member.
 */
public final class FileUri {
  private static final String UNESCAPED = "/-._~$&'()*+,;=:@";

  private FileUri() {}

  /** For example {@code file:///data/caf%C3%A9/1.jpg}; the path must be qualified. */
  public static String of(Path path) {
    URI uri = path.toUri();
    var text = new StringBuilder(uri.getScheme()).append("://");
    if (uri.getRawAuthority() != null) {
      text.append(uri.getRawAuthority());
    }
    append(text, uri.getPath().getBytes(UTF_8));
    return text.toString();
  }

  /** The URI of what has a name of these bytes in a folder; text or not. */
  static String ofChild(Path folder, byte[] name) {
    var text = new StringBuilder(of(folder));
    if (!folder.isRoot()) {
      text.append('/');
    }
    append(text, name);
    return text.toString();
  }

  /** The path that {@link #of} was given. */
  public static Path toPath(String uri) {
    URI decoded = URI.create(uri);
    return new Path(decoded.getScheme(), decoded.getAuthority(), decoded.getPath());
  }

  /** The URI of an item inside a container, by its position. */
  public static String ofItem(String container, long index) {
    return container + "!/" + index;
  }

  /**
   * The URI of a container's member. Names that differ in any byte have URIs that differ, whatever
   * they say: {@code ../x} is not resolved.
   *
   * @param occurrence of that name in the container: 1 for the first
   */
  public static String ofMember(String container, byte[] name, int occurrence) {
    var text = new StringBuilder(container).append("!/");
    append(text, name);
    return occurrence == 1 ? text.toString() : text.append("?n=").append(occurrence).toString();
  }

  private static void append(StringBuilder text, byte[] octets) {
    for (byte octet : octets) {
      append(text, octet & 0xFF);
    }
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
