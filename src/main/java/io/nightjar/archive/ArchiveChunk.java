package io.nightjar.archive;

import java.io.IOException;
import java.io.Serializable;
import java.time.Instant;
import java.util.Iterator;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/** A run of an archive's images, which one task reads. */
public interface ArchiveChunk extends Serializable {
  /** About how many images it holds. */
  long images();

  /** The files that it is in. */
  Stream<SourceFile> sources();

  /** Whether it would show if its files had changed since a time. */
  default boolean isSettledAt(Instant time) {
    return sources().allMatch(file -> file.isSettledAt(time));
  }

  /** What is read, a line each; other lines where a file has changed. */
  Stream<String> identity();

  /**
   * Its images, read as they are asked for. What cannot be read is an item too, its content a
   * rejection, and so is what turns out to be no image. To be called in a Spark task, with whose
   * end the files are closed.
   *
   * @throws java.io.UncheckedIOException while reading, when storage fails
   */
  Iterator<ArchiveItem> items(Configuration hadoop) throws IOException;

  /** Tells it from every other chunk, of this archive in this state or of any: SHA-256, hex. */
  default String key() {
    return ListingHash.of(identity());
  }
}
