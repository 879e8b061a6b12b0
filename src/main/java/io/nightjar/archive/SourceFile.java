package io.nightjar.archive;

import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;
import org.apache.hadoop.fs.FileStatus;

/**
 * A file as listing saw it: an image itself, or the container of many.
 *
 * @param uri the qualified path as an RFC 3986 URI
 * @param byteLength 0 or more
 * @param modifiedAt as the file system tells it
 */
public record SourceFile(String uri, long byteLength, Instant modifiedAt) implements Serializable {
  public SourceFile {
    Objects.requireNonNull(uri, "uri");
    Objects.requireNonNull(modifiedAt, "modifiedAt");
  }

  /**
   * Whether it would show if the file had changed since a time: one that changes twice within two
   * seconds may keep its length and time.
   */
  public boolean isSettledAt(Instant time) {
    return modifiedAt.isBefore(time.minusSeconds(2));
  }

  /** What its folder calls it. */
  public String name() {
    String last = uri.substring(uri.lastIndexOf('/') + 1);
    return last.indexOf('%') < 0 ? last : FileUri.toPath(uri).getName();
  }

  /** A line that changes when the file does. */
  public String identity() {
    return "%s %d %d".formatted(uri, byteLength, modifiedAt.toEpochMilli());
  }

  public static SourceFile of(FileStatus status) {
    return new SourceFile(
        FileUri.of(status.getPath()),
        status.getLen(),
        Instant.ofEpochMilli(status.getModificationTime()));
  }
}
