package io.nightjar.archive;

import io.nightjar.InvalidInputException;
import io.nightjar.image.DecodeLimits;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** A directory tree of image files, or one file. An image's label is its folder's name. */
public final class FilesArchive implements Archive {
  private final ArchiveLocation location;
  private final ArchiveOptions options;
  private final FileListing listing;

  private FilesArchive(ArchiveLocation location, ArchiveOptions options, FileListing listing) {
    this.location = location;
    this.options = options;
    this.listing = listing;
  }

  static FilesArchive open(ArchiveOptions options, ArchiveLocation location) {
    return of(FileListing.of(location, options.hiddenFiles()), options, location);
  }

  static FilesArchive of(FileListing listing, ArchiveOptions options, ArchiveLocation location) {
    if (listing.files().isEmpty()) {
      throw new InvalidInputException(
          ("Archive %s holds no files: put images there, or set archive.include-hidden=true"
                  + " if their names begin with . or _")
              .formatted(options.path()));
    }
    return new FilesArchive(location, options, listing);
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
    return listing.files().size();
  }

  @Override
  public DecodeLimits decodeLimits() {
    return options.decodeLimits();
  }

  @Override
  public List<SourceFile> sources() {
    return listing.files().stream().map(ListedFile::source).toList();
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
                Stream.of(options.split().key()),
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
        listing.files().stream().filter(file -> wanted.test(file.source())).toList();
    long bytes = files.stream().mapToLong(file -> file.source().byteLength()).sum();
    return size
        .spread(files.size(), bytes, parallelism)
        .pack(files, file -> 1, file -> file.source().byteLength(), file -> file.source().uri())
        .stream()
        .<ArchiveChunk>map(FileChunk::new)
        .toList();
  }
}
