package io.nightjar.archive;

import io.nightjar.InvalidInputException;
import io.nightjar.image.DecodeLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A data set in the format of MNIST. An image's label is its class number in the labels file, where
 * there is one.
 */
public final class IdxArchive implements Archive {
  /** More images than a chunk of files has: to reach its range, a task decompresses all before. */
  private static final long IMAGES_OF_A_CHUNK = 5_000;

  private final ArchiveLocation location;
  private final ArchiveOptions options;
  private final Split splitByContent;
  private final List<IdxPart> parts;
  private final List<ArchiveItem> unlisted;
  private final List<String> notices;

  private IdxArchive(
      ArchiveLocation location,
      ArchiveOptions options,
      Split splitByContent,
      List<IdxPart> parts,
      List<ArchiveItem> unlisted,
      List<String> notices) {
    this.location = location;
    this.options = options;
    this.splitByContent = splitByContent;
    this.parts = parts;
    this.unlisted = unlisted;
    this.notices = notices;
  }

  static IdxArchive open(ArchiveOptions options, ArchiveLocation location) {
    IdxFolder folder = IdxFolder.of(location, options.hiddenFiles());
    List<String> notices = new ArrayList<>();
    List<IdxPart> parts =
        folder.ofSplit(options.split(), options.path()).stream()
            .map(file -> part(file, folder, location, notices))
            .toList();
    folder
        .orphans()
        .forEach(file -> notices.add(unread(file, "no images file is named like them")));
    folder.others().forEach(file -> notices.add(unread(file, "their format is not IDX")));
    Split byContent = folder.publishesSplits() ? Split.ALL : options.split();
    var archive = new IdxArchive(location, options, byContent, parts, folder.failures(), notices);
    if (archive.listed() == 0) {
      throw new InvalidInputException(
          "Archive %s holds no images: its files' headers say 0".formatted(options.path()));
    }
    return archive;
  }

  private static IdxPart part(
      FileStatus file, IdxFolder folder, ArchiveLocation location, List<String> notices) {
    IdxFile images = IdxFile.inspect(file, location.hadoop());
    Optional<IdxLabels> found = Optional.empty();
    for (FileStatus labels : folder.labelsOf(file)) {
      if (found.isPresent()) {
        notices.add(
            unread(
                labels,
                "those in %s are".formatted(FileUri.toPath(found.get().source().uri()).getName())));
        continue;
      }
      found = IdxLabels.read(labels, images.header().count(), location.hadoop());
      if (found.isEmpty()) {
        notices.add(unread(labels, "they are no whole number, or row of some, for each image"));
      }
    }
    return new IdxPart(images, found);
  }

  private static String unread(FileStatus labels, String why) {
    return "Labels in %s are not read: %s".formatted(labels.getPath(), why);
  }

  @Override
  public String uri() {
    return location.uri();
  }

  @Override
  public ArchiveFormat format() {
    return ArchiveFormat.IDX;
  }

  /** Every image of its files is one. */
  @Override
  public String rule() {
    return format().key();
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
  public List<SourceFile> sources() {
    return parts.stream().map(IdxPart::source).toList();
  }

  @Override
  public List<ArchiveItem> unlisted() {
    return unlisted;
  }

  @Override
  public List<String> notices() {
    return notices;
  }

  @Override
  public Split splitByContent() {
    return splitByContent;
  }

  @Override
  public String fingerprint() {
    return ListingHash.of(
        Stream.of(
                Stream.of(splitByContent.key()),
                parts.stream().flatMap(IdxPart::sources).map(SourceFile::identity),
                unlisted.stream().map(failure -> "unlisted " + failure.uri()))
            .flatMap(lines -> lines));
  }

  @Override
  public JavaRDD<ArchiveItem> items(JavaSparkContext spark) {
    ChunkSize size =
        new ChunkSize(IMAGES_OF_A_CHUNK, ChunkSize.DEFAULT.bytes(), ChunkSize.Cut.WHEN_FULL);
    return ReadChunk.all(this, size, spark, location.hadoop());
  }

  @Override
  public List<ArchiveChunk> chunks(Predicate<SourceFile> wanted, ChunkSize size, int parallelism) {
    List<IdxPart> read = parts.stream().filter(part -> wanted.test(part.source())).toList();
    long images = read.stream().mapToLong(IdxPart::count).sum();
    long bytes = read.stream().mapToLong(part -> part.images().header().dataBytes()).sum();
    ChunkSize spread = size.spread(images, bytes, parallelism);
    return read.stream()
        .flatMap(part -> part.ranges(spread).stream())
        .<ArchiveChunk>map(range -> range)
        .toList();
  }
}
