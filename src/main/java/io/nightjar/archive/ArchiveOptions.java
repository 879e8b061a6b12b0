package io.nightjar.archive;

import io.nightjar.InvalidInputException;
import io.nightjar.archive.container.ImageColumns;
import io.nightjar.image.DecodeLimits;
import java.util.Objects;

/**
 * Which images to read: the {@code archive.*} keys.
 *
 * @param path a directory or a file, as a Hadoop path
 * @param format how the images are stored
 * @param split which part of them
 * @param names what is asked of the names of files and members
 * @param columns of Parquet files
 * @param decodeLimits images beyond them are rejected
 */
public record ArchiveOptions(
    String path,
    ArchiveFormat format,
    Split split,
    NameRule names,
    ImageColumns columns,
    DecodeLimits decodeLimits) {
  public ArchiveOptions {
    if (path.isBlank()) {
      throw new InvalidInputException("archive.path is empty: set it to where the images are");
    }
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(split, "split");
    Objects.requireNonNull(names, "names");
    Objects.requireNonNull(columns, "columns");
    Objects.requireNonNull(decodeLimits, "decodeLimits");
  }

  /** With every name, the columns of Parquet files found by looking, and the usual limits. */
  public ArchiveOptions(String path, ArchiveFormat format, Split split, HiddenFiles hiddenFiles) {
    this(path, format, split, NameRule.of(hiddenFiles), ImageColumns.AUTO, DecodeLimits.DEFAULT);
  }

  /** What becomes of names that begin with a dot or an underscore. */
  public HiddenFiles hiddenFiles() {
    return names.hiddenFiles();
  }

  /** The same archive's other part. */
  public ArchiveOptions ofSplit(Split other) {
    return new ArchiveOptions(path, format, other, names, columns, decodeLimits);
  }

  /** Everything at a path, in whatever format it is found. */
  public static ArchiveOptions of(String path) {
    return new ArchiveOptions(path, ArchiveFormat.AUTO, Split.ALL, HiddenFiles.SKIP);
  }
}
