package io.nightjar.training;

import io.nightjar.archive.Archive;
import io.nightjar.archive.Decoding;
import io.nightjar.archive.PassedOverCounts;
import io.nightjar.bundle.ContentSample;
import io.nightjar.image.Preprocessing;
import io.nightjar.runtime.Progress;
import io.nightjar.runtime.TaskCounter;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;

/**
 * Decodes an archive into a store, in one pass: every image is read and decoded once, goes through
 * a shuffle to its place in the global order, and is streamed into its file. Sorting spills to
 * disk, so the store may be far larger than the executors' memory.
 */
final class StoreBuild {
  /** Bytes of a file, near enough: several blocks each, and enough files for many tasks. */
  private static final long FILE_BYTES = 256L << 20;

  private final JavaSparkContext spark;
  private final StoreFolder folder;
  private final StoreMark mark;
  private final Broadcast<SerializableConfiguration> hadoop;

  /**
   * @param mark of the run, whose id is in the names of the files
   */
  StoreBuild(
      JavaSparkContext spark,
      StoreFolder folder,
      StoreMark mark,
      Broadcast<SerializableConfiguration> hadoop) {
    this.spark = spark;
    this.folder = folder;
    this.mark = mark;
    this.hadoop = hadoop;
  }

  /**
   * Reads, decodes and writes everything.
   *
   * @return the manifest of the store: this build's, or a faster one's of the same images
   */
  StoreManifest run(
      Archive archive, Preprocessing preprocessing, TrainingOptions options, Progress progress)
      throws IOException {
    StoreManifest built;
    try {
      built = build(archive, preprocessing, options, progress);
      folder.requireSeen(built);
    } catch (Exception e) { // Spark's are checked and undeclared
      folder.leftovers(mark).deleteOwn();
      throw e;
    }
    return folder.publish(built, mark);
  }

  private StoreManifest build(
      Archive archive, Preprocessing preprocessing, TrainingOptions options, Progress progress)
      throws IOException {
    StoreIdentity identity = StoreIdentity.of(archive, preprocessing, options);
    try (Decoding decoding = Decoding.open(spark, archive, preprocessing);
        Progress.Task task = progress.start("decode", archive.total(), "images");
        TaskCounter counter = TaskCounter.start(spark.sc(), "images decoded", task)) {
      JavaRDD<Decoded> decoded =
          archive
              .items(spark)
              .mapPartitions(
                  new DecodeImages(
                      decoding,
                      options.seed(),
                      mark.path().toString(),
                      hadoop,
                      counter.accumulator()));
      return write(decoded, archive.estimated(), identity, options);
    }
  }

  /**
   * Puts decoded images in their order and writes their files, which no manifest names yet.
   *
   * @param images about how many there are, which decides the number of files
   */
  StoreManifest write(
      JavaRDD<Decoded> decoded, long images, StoreIdentity identity, TrainingOptions options)
      throws IOException {
    HashRanges ranges = ranges(images, identity, options);
    JavaRDD<WrittenPart> parts =
        ordered(decoded, ranges, options.seed())
            .mapPartitionsWithIndex(
                new WriteBlocks(
                    folder.path().toString(), mark.runId(), identity.image(), ranges, hadoop),
                true);
    try {
      return manifest(identity, parts.collect(), ranges);
    } finally {
      parts.rdd().cleanShuffleDependencies(false); // as large as the store itself
    }
  }

  /**
   * Sorts what was decoded. One shuffle brings equal contents together; those that are not the
   * first of theirs, few as a rule, go through another one to their own places.
   */
  private static JavaRDD<Decoded> ordered(JavaRDD<Decoded> decoded, HashRanges ranges, long seed) {
    JavaRDD<Decoded> sorted = sorted(decoded, ranges);
    JavaRDD<Decoded> copies =
        sorted(sorted.mapPartitions(new NumberCopies(seed, NumberCopies.Keep.OTHERS)), ranges);
    return sorted
        .mapPartitions(new NumberCopies(seed, NumberCopies.Keep.FIRST))
        .zipPartitions(copies, new MergeInOrder());
  }

  private static JavaRDD<Decoded> sorted(JavaRDD<Decoded> decoded, HashRanges ranges) {
    return decoded
        .mapToPair(image -> new Tuple2<>(image, true))
        .repartitionAndSortWithinPartitions(ranges, Decoded.ORDER)
        .keys();
  }

  private static HashRanges ranges(long images, StoreIdentity identity, TrainingOptions options) {
    long bytes = images * identity.image().size();
    double heldOut = identity.validationFraction();
    return new HashRanges(
        (int) (bytes * (1 - heldOut) / FILE_BYTES) + 1,
        heldOut == 0 ? 0 : (int) (bytes * heldOut / FILE_BYTES) + 1,
        options);
  }

  private static StoreManifest manifest(
      StoreIdentity identity, List<WrittenPart> parts, HashRanges ranges) {
    Map<String, Long> rejected = new TreeMap<>();
    parts.forEach(part -> part.rejected().forEach((key, n) -> rejected.merge(key, n, Long::sum)));
    return StoreManifest.of(
        identity,
        files(parts.stream().filter(part -> ranges.isTraining(part.partition())).toList()),
        files(parts.stream().filter(part -> !ranges.isTraining(part.partition())).toList()),
        rejected,
        parts.stream()
            .map(WrittenPart::passedOver)
            .reduce(PassedOverCounts.NONE, PassedOverCounts::plus),
        sample(parts, ranges));
  }

  private static ContentSample sample(List<WrittenPart> parts, HashRanges ranges) {
    ContentSample.Collector sample = new ContentSample.Collector();
    parts.stream()
        .filter(part -> ranges.isTraining(part.partition()))
        .forEach(part -> sample.add(part.sample()));
    return sample.sample();
  }

  private static List<StoreFile> files(List<WrittenPart> parts) {
    return parts.stream().map(WrittenPart::file).filter(Objects::nonNull).toList();
  }
}
