package io.nightjar.archive;

import io.nightjar.InvalidInputException;
import io.nightjar.image.DecodeLimits;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;

/**
 * A data set in the format of MNIST. An image's label is its class number in the labels file, where
 * there is one.
 */
public final class IdxArchive implements Archive {
  /** More images than a budget of files has: to reach its range, a task decompresses all before. */
  private static final PartitionBudget BUDGET = new PartitionBudget(5_000, 64L << 20);

  private final ArchiveLocation location;
  private final ArchiveOptions options;
  private final Split splitByContent;
  private final List<IdxPart> parts;

  private IdxArchive(
      ArchiveLocation location, ArchiveOptions options, Split splitByContent, List<IdxPart> parts) {
    this.location = location;
    this.options = options;
    this.splitByContent = splitByContent;
    this.parts = parts;
  }

  static IdxArchive open(ArchiveOptions options, ArchiveLocation location) {
    List<FileStatus> all = IdxFolder.imagesFiles(location, options.hiddenFiles());
    List<IdxPart> parts =
        IdxFolder.ofSplit(all, options.split(), options.path()).stream()
            .map(file -> part(file, location.fileSystem()))
            .toList();
    Split byContent = IdxFolder.publishesSplits(all) ? Split.ALL : options.split();
    var archive = new IdxArchive(location, options, byContent, parts);
    if (archive.listed() == 0) {
      throw new InvalidInputException(
          "Archive %s holds no images: its files' headers say 0".formatted(options.path()));
    }
    return archive;
  }

  private static IdxPart part(FileStatus file, FileSystem fileSystem) {
    IdxFile images = IdxFile.inspect(fileSystem, file);
    return new IdxPart(images, IdxLabels.beside(images, fileSystem));
  }

  @Override
  public String uri() {
    return location.uri();
  }

  @Override
  public ArchiveFormat format() {
    return ArchiveFormat.IDX;
  }

  @Override
  public long listed() {
    return parts.stream().mapToLong(IdxPart::count).sum();
  }

  @Override
  public DecodeLimits decodeLimits() {
    return options.decodeLimits();
  }

  @Override
  public String fingerprint() {
    return ListingHash.of(
        splitByContent.key(), parts.stream().flatMap(IdxPart::sources), List.of());
  }

  @Override
  public JavaRDD<ArchiveItem> items(JavaSparkContext spark) {
    var hadoop = spark.broadcast(new SerializableConfiguration(location.hadoop()));
    List<IdxRange> ranges = ranges(spark.defaultParallelism());
    return KeepSplit.of(
        splitByContent, spark.parallelize(ranges, ranges.size()).flatMap(new ReadIdx(hadoop)));
  }

  private List<IdxRange> ranges(int parallelism) {
    long bytes = parts.stream().mapToLong(part -> part.images().header().dataBytes()).sum();
    PartitionBudget budget = BUDGET.spread(listed(), bytes, parallelism);
    return parts.stream().flatMap(part -> part.ranges(budget).stream()).toList();
  }
}
