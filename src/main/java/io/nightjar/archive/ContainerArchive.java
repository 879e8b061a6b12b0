package io.nightjar.archive;

import io.nightjar.InvalidInputException;
import io.nightjar.archive.container.ContainerChunk;
import io.nightjar.archive.container.ContainerFormat;
import io.nightjar.archive.container.ContainerPart;
import io.nightjar.archive.container.IndexContainers;
import io.nightjar.archive.container.LookForImage;
import io.nightjar.archive.container.RefusedPart;
import io.nightjar.image.DecodeLimits;
import io.nightjar.runtime.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** Files that hold many images each: one, or all of one format in a directory tree. */
public final class ContainerArchive implements Archive {
  private final ArchiveLocation location;
  private final ArchiveFormat named;
  private final ContainerFormat format;
  private final ArchiveOptions options;
  private final ContainerListing listing;
  private List<ContainerPart> all;

  private ContainerArchive(
      ArchiveLocation location,
      ArchiveFormat named,
      ContainerFormat format,
      ArchiveOptions options,
      ContainerListing listing) {
    this.location = location;
    this.named = named;
    this.format = format;
    this.options = options;
    this.listing = listing;
  }

  /**
   * Finds the containers among files.
   *
   * @throws InvalidInputException when there are none
   */
  static ContainerArchive of(
      ArchiveFormat named,
      ContainerFormat format,
      FileListing files,
      ArchiveOptions options,
      ArchiveLocation location) {
    ContainerListing listing = ContainerListing.of(files, format, options);
    return new ContainerArchive(location, named, format, options, listing);
  }

  /** Looks into each container, once. */
  private synchronized List<ContainerPart> all() {
    if (all == null) {
      all = parts(listing.containers());
    }
    return all;
  }

  private List<ContainerPart> parts(List<SourceFile> containers) {
    return containers.isEmpty()
        ? List.of()
        : new IndexContainers(format, location.hadoop()).of(containers);
  }

  /** One bad container among many is a reject; where nothing else is left, it is the news. */
  @Override
  public void requireImages() {
    List<ContainerPart> parts = all();
    if (sources().isEmpty() && !unlisted().isEmpty()) {
      return; // nothing was reached
    }
    if (parts.stream().anyMatch(part -> !(part instanceof RefusedPart))) {
      requireAnyIsImage(parts);
      return;
    }
    Optional<ContainerPart> refused = parts.stream().findFirst();
    throw new InvalidInputException(
        refused.isEmpty()
            ? "Archive %s holds no images: its containers have no members".formatted(options.path())
            : "Cannot read %s: %s"
                .formatted(
                    FileUri.toPath(refused.get().source().uri()),
                    ((RefusedPart) refused.get()).rejection().detail()));
  }

  /** Reads on to the first image, where no name is an image's. */
  private void requireAnyIsImage(List<ContainerPart> parts) {
    if (!unlisted().isEmpty() || parts.stream().anyMatch(part -> part.images() > 0)) {
      return;
    }
    Optional<PassedOverCounts> all = new LookForImage(location.hadoop()).notFoundIn(parts);
    if (all.isPresent()) {
      throw NoImages.in(options, passedOver().plus(all.get()));
    }
  }

  @Override
  public String rule() {
    return named.key() + " " + options.names().identity();
  }

  @Override
  public PassedOverCounts passedOver() {
    return listing.passedOver();
  }

  @Override
  public String uri() {
    return location.uri();
  }

  @Override
  public ArchiveFormat format() {
    return named;
  }

  @Override
  public long listed() {
    return all().stream().mapToLong(ContainerPart::images).sum();
  }

  @Override
  public long total() {
    return all().stream().allMatch(ContainerPart::counted) ? listed() : Progress.UNKNOWN;
  }

  @Override
  public long estimated() {
    return all().stream().mapToLong(ContainerPart::estimated).sum();
  }

  @Override
  public List<String> advice() {
    return all().stream().map(ContainerPart::advice).flatMap(Optional::stream).toList();
  }

  @Override
  public DecodeLimits decodeLimits() {
    return options.decodeLimits();
  }

  @Override
  public List<SourceFile> sources() {
    return listing.containers();
  }

  @Override
  public List<ArchiveItem> unlisted() {
    return listing.refused();
  }

  @Override
  public Split splitByContent() {
    return options.split();
  }

  @Override
  public String fingerprint() {
    String reading = "%s %s %s".formatted(options.split().key(), rule(), options.columns().image());
    return ListingHash.of(
        Stream.of(
                Stream.of(reading),
                sources().stream().map(SourceFile::identity),
                unlisted().stream().map(failure -> "unlisted " + failure.uri()))
            .flatMap(lines -> lines));
  }

  @Override
  public JavaRDD<ArchiveItem> items(JavaSparkContext spark) {
    return ReadChunk.all(this, ChunkSize.DEFAULT, spark, location.hadoop());
  }

  @Override
  public List<ArchiveChunk> chunks(Predicate<SourceFile> wanted, ChunkSize size, int parallelism) {
    List<SourceFile> containers = sources().stream().filter(wanted).toList();
    List<ContainerPart> parts = containers.size() == sources().size() ? all() : parts(containers);
    long images = parts.stream().mapToLong(ContainerPart::estimated).sum();
    long bytes = parts.stream().mapToLong(ContainerPart::byteLength).sum();
    return size
        .spread(images, bytes, parallelism)
        .pack(parts, ContainerPart::estimated, ContainerPart::byteLength, ContainerPart::uri)
        .stream()
        .<ArchiveChunk>map(run -> new ContainerChunk(joined(run)))
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
