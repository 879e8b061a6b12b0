package io.nightjar.archive;

import io.nightjar.InvalidInputException;
import io.nightjar.archive.container.ImageColumns;
import java.util.Objects;

/**
 * Which images to read: the {@code archive.*} keys.
 *
 * @param path a directory or a file, as a Hadoop path
 * @param format how the images are stored
 * @param split which part of them
 * @param hiddenFiles what becomes of names that begin with a dot or an underscore
 * @param columns of Parquet files
 */
public record ArchiveOptions(
    String path, ArchiveFormat format, Split split, HiddenFiles hiddenFiles, ImageColumns columns) {
  public ArchiveOptions {
    if (path.isBlank()) {
      throw new InvalidInputException("archive.path is empty: set it to where the images are");
    }
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(split, "split");
    Objects.requireNonNull(hiddenFiles, "hiddenFiles");
    Objects.requireNonNull(columns, "columns");
  }

  /** With the columns of Parquet files found by looking. */
  public ArchiveOptions(String path, ArchiveFormat format, Split split, HiddenFiles hiddenFiles) {
    this(path, format, split, hiddenFiles, ImageColumns.AUTO);
  }

  /** Everything at a path, in whatever format it is found. */
  public static ArchiveOptions of(String path) {
    return new ArchiveOptions(path, ArchiveFormat.AUTO, Split.ALL, HiddenFiles.SKIP);
  }
}
