package io.nightjar.archive;

import io.nightjar.InvalidInputException;
import io.nightjar.runtime.StorageErrors;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A path that exists, and the file system that it is on.
 *
 * @param path as the user wrote it, for messages
 * @param fileSystem where it is
 * @param root what is there
 * @param hadoop the configuration that leads there
 */
record ArchiveLocation(String path, FileSystem fileSystem, FileStatus root, Configuration hadoop) {
  static ArchiveLocation of(String path, Configuration hadoop) {
    try {
      Path root = ArchivePath.of(path, hadoop);
      FileSystem fileSystem = root.getFileSystem(hadoop);
      FileStatus found = Patience.of(() -> fileSystem.getFileStatus(root));
      return new ArchiveLocation(path, fileSystem, found, hadoop);
    } catch (FileNotFoundException e) {
      throw new InvalidInputException(
          "Cannot read archive %s: no such file or directory".formatted(path), e);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          "Cannot read archive %s: %s".formatted(path, OneLine.of(e)), e);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  String uri() {
    return FileUri.of(root.getPath());
  }

  /** The user's mistake as such; what fails in the surroundings as an I/O error. */
  static RuntimeException unreadable(String path, IOException cause) {
    String line = "Cannot read archive %s: %s".formatted(path, OneLine.of(cause));
    return StorageErrors.isMendedByUser(StorageException.told(cause))
        ? new InvalidInputException(line, cause)
        : new UncheckedIOException(line, cause);
  }
}
