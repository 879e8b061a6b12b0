package io.nightjar.archive;

import io.nightjar.image.ImageNames;
import java.io.Serializable;
import java.util.Objects;

/**
 * What is asked of names before anything is opened.
 *
 * @param hiddenFiles what becomes of hidden ones, which are not even counted
 * @param globs what others are to be like; those that are not are passed over unopened
 */
public record NameRule(HiddenFiles hiddenFiles, NameGlobs globs) implements Serializable {
  public NameRule {
    Objects.requireNonNull(hiddenFiles, "hiddenFiles");
    Objects.requireNonNull(globs, "globs");
  }

  public static NameRule of(HiddenFiles hiddenFiles) {
    return new NameRule(hiddenFiles, NameGlobs.ALL);
  }

  /** True if something is to be believed an image because it is called one. */
  public boolean namesImage(String path) {
    return ImageNames.areOfImage(lastComponent(path)) && globs.matches(path);
  }

  /** True if something may be an image, as far as its name tells. */
  public boolean mayNameImage(String path) {
    return ImageNames.mayBeOfImage(lastComponent(path)) && globs.matches(path);
  }

  private static String lastComponent(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** A line that differs where other things are looked at. */
  public String identity() {
    return hiddenFiles.name() + " " + globs;
  }
}
