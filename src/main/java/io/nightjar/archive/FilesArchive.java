package io.nightjar.archive;

import io.nightjar.InvalidInputException;
import io.nightjar.image.DecodeLimits;
import io.nightjar.image.ImageNames;
import io.nightjar.image.PassedOver;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A directory tree of image files, or one file. An image's label is its folder's name. Files that
 * are not called images are opened for their first bytes, and are no images unless those are.
 */
public final class FilesArchive implements Archive {
  private final ArchiveLocation location;
  private final ArchiveOptions options;
  private final FileListing listing;
  private final NamedFiles named;

  private FilesArchive(ArchiveLocation location, ArchiveOptions options, FileListing listing) {
    this.location = location;
    this.options = options;
    this.listing = listing;
    this.named = NamedFiles.of(listing, options.names());
  }

  static FilesArchive open(ArchiveOptions options, ArchiveLocation location) {
    return of(FileListing.of(location, options.hiddenFiles()), options, location);
  }

  static FilesArchive of(FileListing listing, ArchiveOptions options, ArchiveLocation location) {
    if (listing.files().isEmpty() && listing.failures().isEmpty()) {
      throw new InvalidInputException(
          ("Archive %s holds no files: put images there, or set archive.include-hidden=true"
                  + " if their names begin with . or _")
              .formatted(options.path()));
    }
    return new FilesArchive(location, options, listing);
  }

  /**
   * Looks into files only where none is called an image. What could not be reached may hold some.
   */
  @Override
  public void requireImages() {
    if (!unlisted().isEmpty()) {
      return;
    }
    List<ListedFile> files = named.files();
    boolean anyIsCalledImage =
        files.stream().anyMatch(file -> ImageNames.areOfImage(file.source().name()));
    if (!anyIsCalledImage
        && files.parallelStream().noneMatch(file -> FileChunk.isImage(file, location.hadoop()))) {
      List<PassedOver> all =
          files.stream().map(file -> PassedOver.named(file.source().name())).toList();
      throw NoImages.in(options, named.others().plus(PassedOverCounts.of(all)));
    }
  }

  @Override
  public String rule() {
    return format().key() + " " + options.names().identity();
  }

  @Override
  public PassedOverCounts passedOver() {
    return named.others();
  }

  @Override
  public String uri() {
    return location.uri();
  }

  @Override
  public ArchiveFormat format() {
    return ArchiveFormat.FILES;
  }

  @Override
  public long listed() {
    return named.files().stream().filter(ListedFile::mayBeImage).count();
  }

  @Override
  public DecodeLimits decodeLimits() {
    return options.decodeLimits();
  }

  @Override
  public List<SourceFile> sources() {
    return named.files().stream().map(ListedFile::source).toList();
  }

  @Override
  public List<ArchiveItem> unlisted() {
    return listing.failures();
  }

  @Override
  public Split splitByContent() {
    return options.split();
  }

  @Override
  public String fingerprint() {
    return ListingHash.of(
        Stream.of(
                Stream.of(options.split().key() + " " + rule()),
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
    List<ListedFile> files =
        named.files().stream().filter(file -> wanted.test(file.source())).toList();
    long bytes = files.stream().mapToLong(FileChunk::bytesToRead).sum();
    return size
        .spread(files.size(), bytes, parallelism)
        .pack(files, file -> 1, FileChunk::bytesToRead, file -> file.source().uri())
        .stream()
        .<ArchiveChunk>map(FileChunk::new)
        .toList();
  }
}
