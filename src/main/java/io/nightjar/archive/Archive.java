package io.nightjar.archive;

import io.nightjar.InvalidInputException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** An archive that has been found and listed, ready to be read by many tasks. */
public sealed interface Archive permits FilesArchive, IdxArchive {

  /**
   * Finds and lists an archive. Reads no more of it than its headers and, where it is compressed,
   * enough to know that it is whole.
   *
   * @throws InvalidInputException when there is nothing to read, naming the path and the mend
   */
  static Archive open(ArchiveOptions options, Configuration hadoop) {
    return options.format().open(options, ArchiveLocation.of(options.path(), hadoop));
  }

  /** Where it is: a qualified URI. */
  String uri();

  /** As what it was found: never {@code auto}. */
  ArchiveFormat format();

  /**
   * Images that listing found. What {@link #items} gives may be fewer, where a split goes by
   * content, or more, where a directory could not be listed.
   */
  long listed();

  /**
   * A hash over the split and the listing: the uri, length and modification time of every file.
   * Equal for an archive that nobody has touched.
   */
  String fingerprint();

  /**
   * The images of the split, read as they are asked for. What cannot be read is an item too, its
   * content a rejection, whatever the split. Each call gives the same items in the same order.
   */
  JavaRDD<ArchiveItem> items(JavaSparkContext spark);
}
