package io.nightjar.archive;

import io.nightjar.InvalidInputException;
import io.nightjar.archive.container.ContainerFormat;
import io.nightjar.archive.container.ContainerPart;
import io.nightjar.archive.container.ContainerTask;
import io.nightjar.archive.container.IndexContainers;
import io.nightjar.archive.container.ReadContainers;
import io.nightjar.archive.container.RefusedPart;
import io.nightjar.image.DecodeLimits;
import io.nightjar.runtime.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;

/** Files that hold many images each: one, or all of one format in a directory tree. */
public final class ContainerArchive implements Archive {
  private static final PartitionBudget BUDGET = new PartitionBudget(1_000, 64L << 20);

  /** A guess, for containers that cannot be counted: a small photo. */
  private static final long BYTES_OF_AN_IMAGE = 50_000;

  private final ArchiveLocation location;
  private final ArchiveFormat format;
  private final ArchiveOptions options;
  private final ContainerListing listing;
  private final List<ContainerPart> parts;

  private ContainerArchive(
      ArchiveLocation location,
      ArchiveFormat format,
      ArchiveOptions options,
      ContainerListing listing,
      List<ContainerPart> parts) {
    this.location = location;
    this.format = format;
    this.options = options;
    this.listing = listing;
    this.parts = parts;
  }

  /**
   * Lists the containers and looks into each.
   *
   * @throws InvalidInputException when there are none, or when there is nothing in any of them
   */
  static ContainerArchive of(
      ArchiveFormat named,
      ContainerFormat format,
      FileListing files,
      ArchiveOptions options,
      ArchiveLocation location) {
    ContainerListing listing = ContainerListing.of(files, format, options.path());
    List<ContainerPart> parts =
        new IndexContainers(format, location.hadoop()).of(listing.containers());
    requireImages(parts, options.path());
    return new ContainerArchive(location, named, options, listing, parts);
  }

  /** One bad container among many is a reject; where nothing else is left, it is the news. */
  private static void requireImages(List<ContainerPart> parts, String path) {
    if (parts.stream().anyMatch(part -> !(part instanceof RefusedPart))) {
      return;
    }
    Optional<ContainerPart> refused = parts.stream().findFirst();
    throw new InvalidInputException(
        refused.isEmpty()
            ? "Archive %s holds no images: its containers have no members".formatted(path)
            : "Cannot read %s: %s"
                .formatted(
                    FileUri.toPath(refused.get().source().uri()),
                    ((RefusedPart) refused.get()).rejection().detail()));
  }

  @Override
  public String uri() {
    return location.uri();
  }

  @Override
  public ArchiveFormat format() {
    return format;
  }

  @Override
  public long listed() {
    return parts.stream().mapToLong(ContainerPart::images).sum();
  }

  @Override
  public long total() {
    return parts.stream().allMatch(ContainerPart::counted) ? listed() : Progress.UNKNOWN;
  }

  @Override
  public long estimated() {
    return parts.stream().mapToLong(ContainerArchive::estimated).sum();
  }

  private static long estimated(ContainerPart part) {
    return part.counted() ? part.images() : part.byteLength() / BYTES_OF_AN_IMAGE + 1;
  }

  @Override
  public List<String> advice() {
    return parts.stream().map(ContainerPart::advice).flatMap(Optional::stream).toList();
  }

  @Override
  public DecodeLimits decodeLimits() {
    return options.decodeLimits();
  }

  @Override
  public String fingerprint() {
    String reading =
        "%s %s %s %s"
            .formatted(
                options.split().key(),
                format.key(),
                options.hiddenFiles().name(),
                options.columns().image());
    return ListingHash.of(reading, listing.containers().stream(), listing.refused());
  }

  @Override
  public JavaRDD<ArchiveItem> items(JavaSparkContext spark) {
    var hadoop = spark.broadcast(new SerializableConfiguration(location.hadoop()));
    List<ContainerTask> tasks = tasks(spark.defaultParallelism());
    JavaRDD<ArchiveItem> items =
        spark.parallelize(tasks, tasks.size()).flatMap(new ReadContainers(hadoop));
    JavaRDD<ArchiveItem> kept = KeepSplit.of(options.split(), items);
    return listing.refused().isEmpty() ? kept : spark.parallelize(listing.refused(), 1).union(kept);
  }

  private List<ContainerTask> tasks(int parallelism) {
    long bytes = parts.stream().mapToLong(ContainerPart::byteLength).sum();
    return BUDGET
        .spread(estimated(), bytes, parallelism)
        .pack(parts, ContainerArchive::estimated, ContainerPart::byteLength)
        .stream()
        .map(run -> new ContainerTask(joined(run)))
        .toList();
  }

  private static List<ContainerPart> joined(List<ContainerPart> run) {
    List<ContainerPart> joined = new ArrayList<>();
    for (ContainerPart part : run) {
      int last = joined.size() - 1;
      Optional<ContainerPart> both = last < 0 ? Optional.empty() : joined.get(last).joined(part);
      if (both.isPresent()) {
        joined.set(last, both.get());
      } else {
        joined.add(part);
      }
    }
    return List.copyOf(joined);
  }
}
