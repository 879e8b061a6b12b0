package io.nightjar.archive;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/**
 * Paths as people write them. Hadoop takes whatever stands before a colon for a scheme, and what
 * follows two slashes for a host; a folder may be called {@code 10:30}.
 */
public final class ArchivePath {
  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):/");

  private ArchivePath() {}

  /**
   * The path that a text names: with a scheme where it begins with one, {@code hdfs://} or that of
   * a known file system and one slash; else a name, whatever it says.
   *
   * @throws IllegalArgumentException when it is no path
   */
  public static Path of(String text, Configuration hadoop) {
    Matcher scheme = SCHEME.matcher(text);
    boolean hasScheme =
        scheme.lookingAt()
            && (text.startsWith("/", scheme.end()) || isKnown(scheme.group(1), hadoop));
    return hasScheme ? new Path(text) : new Path(null, null, text);
  }

  /**
   * Where a file of the local file system lies, behind all links; others are where they are.
   *
   * @param file qualified
   */
  public static Path followed(Path file, Configuration hadoop) throws IOException {
    if (file.getFileSystem(hadoop) instanceof LocalFileSystem local) {
      java.nio.file.Path real = local.pathToFile(file).toPath().toRealPath();
      return local.makeQualified(new Path(null, null, real.toString()));
    }
    return file;
  }

  private static boolean isKnown(String scheme, Configuration hadoop) {
    try {
      return FileSystem.getFileSystemClass(scheme, hadoop) != null;
    } catch (UnsupportedFileSystemException e) {
      return false;
    } catch (IOException e) { // it is known, and its class cannot be loaded
      return true;
    }
  }
}
