package io.nightjar.archive;

import io.nightjar.InvalidInputException;
import io.nightjar.image.DecodeLimits;
import io.nightjar.runtime.Progress;
import java.util.List;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** An archive that has been found and listed, ready to be read by many tasks. */
public sealed interface Archive permits FilesArchive, IdxArchive, ContainerArchive {

  /**
   * Finds and lists an archive. Reads no more of it than its headers and, where it is compressed,
   * enough to know that it is whole.
   *
   * @throws InvalidInputException when there is nothing to read, naming the path and the mend
   */
  static Archive open(ArchiveOptions options, Configuration hadoop) {
    Archive archive = list(options, hadoop);
    archive.requireImages();
    return archive;
  }

  /**
   * Finds and lists an archive's files, and looks into no container until something about its
   * images is asked for.
   *
   * @throws InvalidInputException when there are no files to read, naming the path and the mend
   */
  static Archive list(ArchiveOptions options, Configuration hadoop) {
    return options.format().open(options, ArchiveLocation.of(options.path(), hadoop));
  }

  /**
   * Looks whether there is something at all, which takes a moment where listing may take minutes.
   *
   * @throws InvalidInputException when there is not, naming the path
   */
  static void requireThere(ArchiveOptions options, Configuration hadoop) {
    ArchiveLocation.of(options.path(), hadoop);
  }

  /**
   * Looks whether there are any.
   *
   * @throws InvalidInputException when there are none
   */
  default void requireImages() {}

  /** Where it is: a qualified URI. */
  String uri();

  /** As what it was found: never {@code auto}. */
  ArchiveFormat format();

  /**
   * Images that listing found: what is called one, and what is called nothing that is known. What
   * {@link #items} gives may be fewer, where a split goes by content, or more, where a directory
   * could not be listed; and where some containers cannot be counted without being read, this is
   * how many are in the others.
   */
  long listed();

  /** {@link #listed} to measure progress by; {@link Progress#UNKNOWN} where that is not all. */
  default long total() {
    return listed();
  }

  /** About how many images there are, those of uncounted containers guessed from their bytes. */
  default long estimated() {
    return listed();
  }

  /** Lines for people on what about the archive costs time. */
  default List<String> advice() {
    return List.of();
  }

  /**
   * What is known to be no image before anything is opened. What reading finds besides comes among
   * the items, as {@link io.nightjar.image.PassedOver}.
   */
  default PassedOverCounts passedOver() {
    return PassedOverCounts.NONE;
  }

  /** A line that differs where other files and members of the same archive are looked at. */
  String rule();

  /** Lines for people on what was found beside the images and is not read, with why. */
  default List<String> notices() {
    return List.of();
  }

  /** Images beyond them are rejected. */
  DecodeLimits decodeLimits();

  /** The files that listing found and that are read for images, by URI. */
  List<SourceFile> sources();

  /** What listing could not reach, such as a directory: items whose content is a rejection. */
  List<ArchiveItem> unlisted();

  /** The part of each chunk's images that counts, where names do not tell it. */
  Split splitByContent();

  /**
   * Cuts up what is to be read.
   *
   * @param wanted which files
   * @param size of a chunk, at most; tightened where cores would be idle
   * @param parallelism cores of the cluster
   */
  List<ArchiveChunk> chunks(Predicate<SourceFile> wanted, ChunkSize size, int parallelism);

  /**
   * A hash over the split and the listing: the uri, length and modification time of every file.
   * Equal for an archive that nobody has touched.
   */
  String fingerprint();

  /**
   * The images of the split, read as they are asked for. What cannot be read is an item too, its
   * content a rejection, and so is what is no image: both whatever the split. Each call gives the
   * same items in the same order.
   */
  JavaRDD<ArchiveItem> items(JavaSparkContext spark);
}
