package io.nightjar.archive.container;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.nightjar.archive.FileUri;
import io.nightjar.archive.HiddenFiles;
import io.nightjar.image.ImageNames;
import java.util.Locale;

/**
 * What a member of a container is called: bytes, mostly UTF-8, and data whatever they say. It is
 * never made a path, so {@code ../x} and {@code /x} are names like any other.
 *
 * @param latin1 the bytes, a character each
 */
record MemberName(String latin1) {
  static MemberName of(byte[] bytes) {
    return new MemberName(new String(bytes, ISO_8859_1));
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
    int end = latin1.lastIndexOf('/');
    String folder = latin1.substring(latin1.lastIndexOf('/', end - 1) + 1, Math.max(0, end));
    return isStep(folder) ? null : new String(folder.getBytes(ISO_8859_1), UTF_8);
  }

  /** WebDataset's key: up to the first dot of the last component, unless that comes first. */
  String key() {
    int base = latin1.lastIndexOf('/') + 1;
    int dot = latin1.indexOf('.', base);
    return dot <= base ? latin1 : latin1.substring(0, dot);
  }

  /** The name without its extension: up to the last dot of the last component. */
  String stem() {
    int dot = latin1.lastIndexOf('.');
    return dot <= latin1.lastIndexOf('/') + 1 ? latin1 : latin1.substring(0, dot);
  }

  /** What follows the last dot of the last component, in lower case; empty where there is none. */
  String extension() {
    int dot = latin1.lastIndexOf('.');
    return dot <= latin1.lastIndexOf('/') ? "" : latin1.substring(dot + 1).toLowerCase(Locale.ROOT);
  }

  /** For people, and for patterns that they write. */
  String text() {
    return new String(bytes(), UTF_8);
  }

  /** The last component, a character for each byte. */
  String base() {
    return latin1.substring(latin1.lastIndexOf('/') + 1);
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
    for (String component : latin1.split("/", -1)) {
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
