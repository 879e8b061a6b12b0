package io.nightjar.archive.container;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.nightjar.archive.FileUri;
import io.nightjar.archive.HiddenFiles;
import io.nightjar.image.ImageNames;
import java.util.Locale;

/**
 * What a member of a container is called: bytes, mostly UTF-8, and data whatever they say. It is
 * never made a path of the file system's, so {@code ../x} and {@code /x} are names like any other.
 *
 * @param latin1 the bytes, a character each
 * @param path the same in UTF-8 and with {@code /} between folders, where the container tells that
 *     it has another encoding or another sign
 */
record MemberName(String latin1, String path) {
  static MemberName of(byte[] bytes) {
    return of(bytes, bytes);
  }

  static MemberName of(byte[] bytes, byte[] path) {
    String latin1 = new String(bytes, ISO_8859_1);
    return new MemberName(latin1, bytes == path ? latin1 : new String(path, ISO_8859_1));
  }

  byte[] bytes() {
    return latin1.getBytes(ISO_8859_1);
  }

  /** The member's URI; two names have two. */
  String uri(String container, int occurrence) {
    return FileUri.ofMember(container, bytes(), occurrence);
  }

  /** The folder that it is in, by its name; null at the top. */
  String label() {
    int end = path.lastIndexOf('/');
    String folder = path.substring(path.lastIndexOf('/', end - 1) + 1, Math.max(0, end));
    return isStep(folder) ? null : LosslessText.of(folder.getBytes(ISO_8859_1));
  }

  /** WebDataset's key: up to the first dot of the last component, unless that comes first. */
  String key() {
    int base = path.lastIndexOf('/') + 1;
    int dot = path.indexOf('.', base);
    return dot <= base ? path : path.substring(0, dot);
  }

  /** The name without its extension: up to the last dot of the last component. */
  String stem() {
    int dot = path.lastIndexOf('.');
    return dot <= path.lastIndexOf('/') + 1 ? path : path.substring(0, dot);
  }

  /** What follows the last dot of the last component, in lower case; empty where there is none. */
  String extension() {
    int dot = path.lastIndexOf('.');
    return dot <= path.lastIndexOf('/') ? "" : path.substring(dot + 1).toLowerCase(Locale.ROOT);
  }

  /** True for the name of a folder by itself. */
  boolean isFolder() {
    return path.endsWith("/");
  }

  /** For people, and for patterns that they write. */
  String text() {
    return new String(path.getBytes(ISO_8859_1), UTF_8);
  }

  /** The last component, a character for each byte. */
  String base() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** True for what is called an image. */
  boolean isOfImage() {
    return ImageNames.areOfImage(base());
  }

  /** True for what may tell the label of an image of the same key. */
  boolean tellsLabel() {
    return extension().equals("cls") || extension().equals("json");
  }

  /** Whether all of its components show; the steps {@code .} and {@code ..} hide nothing. */
  boolean isShown(HiddenFiles hiddenFiles) {
    for (String component : path.split("/", -1)) {
      if (!isStep(component) && !hiddenFiles.shows(component)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isStep(String component) {
    return component.isEmpty() || component.equals(".") || component.equals("..");
  }
}
