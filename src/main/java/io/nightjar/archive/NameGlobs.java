package io.nightjar.archive;

import java.io.Serializable;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Locale;
import java.util.regex.PatternSyntaxException;

/**
 * The names that are looked at for images: {@code archive.names}. A pattern with a slash is held
 * against the path below the archive's root, or below the container's; others against what follows
 * the last slash. Upper and lower case are the same. Without any pattern every name counts.
 *
 * @see FileSystems the JDK's globs, in which {@code *} ends at a slash and {@code **} does not
 */
public final class NameGlobs implements Serializable {
  private static final long serialVersionUID = 1L;

  public static final NameGlobs ALL = new NameGlobs(List.of());

  private final List<String> globs;
  private transient List<PathMatcher> ofNames;
  private transient List<PathMatcher> ofPaths;

  private NameGlobs(List<String> globs) {
    this.globs = globs;
  }

  /**
   * Takes patterns.
   *
   * @throws IllegalArgumentException when one is malformed, naming it
   */
  public static NameGlobs of(List<String> globs) {
    NameGlobs names = new NameGlobs(globs.stream().map(NameGlobs::folded).toList());
    names.compile();
    return names;
  }

  private static String folded(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private synchronized void compile() {
    if (ofNames == null) {
      ofNames = globs.stream().filter(glob -> !isOfPath(glob)).map(NameGlobs::matcher).toList();
      ofPaths = globs.stream().filter(NameGlobs::isOfPath).map(NameGlobs::matcher).toList();
    }
  }

  private static boolean isOfPath(String glob) {
    return glob.indexOf('/') >= 0;
  }

  private static PathMatcher matcher(String glob) {
    try {
      return FileSystems.getDefault().getPathMatcher("glob:" + glob);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "names: %s is no pattern: %s".formatted(glob, e.getDescription()), e);
    }
  }

  /** True where there is no pattern. */
  public boolean isAll() {
    return globs.isEmpty();
  }

  /**
   * True for what is looked at.
   *
   * @param path with the folders below the root, parted by slashes; not starting with one
   */
  public boolean matches(String path) {
    if (globs.isEmpty()) {
      return true;
    }
    compile();
    return anyMatches(ofNames, path.substring(path.lastIndexOf('/') + 1))
        || anyMatches(ofPaths, path);
  }

  private static boolean anyMatches(List<PathMatcher> matchers, String text) {
    if (matchers.isEmpty()) {
      return false;
    }
    try {
      Path path = Path.of(folded(text));
      return matchers.stream().anyMatch(matcher -> matcher.matches(path));
    } catch (InvalidPathException e) { // no file system would have such a name, a container may
      return false;
    }
  }

  /** The patterns on one line, for hashes over what is read. */
  @Override
  public String toString() {
    return String.join(",", globs);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NameGlobs names && names.globs.equals(globs);
  }

  @Override
  public int hashCode() {
    return globs.hashCode();
  }
}
