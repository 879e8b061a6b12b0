package io.nightjar.archive;

import io.nightjar.InvalidInputException;
import io.nightjar.image.DecodeLimits;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;

/** A directory tree of image files, or one file. An image's label is its folder's name. */
public final class FilesArchive implements Archive {
  private static final PartitionBudget BUDGET = new PartitionBudget(1_000, 64L << 20);

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
  public String fingerprint() {
    return ListingHash.of(
        options.split().key(),
        listing.files().stream().map(ListedFile::source),
        listing.failures());
  }

  @Override
  public JavaRDD<ArchiveItem> items(JavaSparkContext spark) {
    var hadoop = spark.broadcast(new SerializableConfiguration(location.hadoop()));
    List<FileBatch> batches = batches(spark.defaultParallelism());
    JavaRDD<ArchiveItem> items =
        spark.parallelize(batches, batches.size()).flatMap(new ReadFiles(hadoop));
    JavaRDD<ArchiveItem> kept = KeepSplit.of(options.split(), items);
    return listing.failures().isEmpty()
        ? kept
        : spark.parallelize(listing.failures(), 1).union(kept);
  }

  private List<FileBatch> batches(int parallelism) {
    List<ListedFile> files = listing.files();
    long bytes = files.stream().mapToLong(file -> file.source().byteLength()).sum();
    return BUDGET
        .spread(files.size(), bytes, parallelism)
        .pack(files, file -> file.source().byteLength())
        .stream()
        .map(FileBatch::new)
        .toList();
  }
}
