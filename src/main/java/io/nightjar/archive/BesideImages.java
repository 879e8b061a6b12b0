package io.nightjar.archive;

import io.nightjar.archive.container.ParquetFormat;
import io.nightjar.image.ImageNames;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;

/**
 * Takes what only describes images for what it is, where a folder seems to hold several kinds of
 * archives: Parquet files of metadata, and files with names that say nothing. A look into a few
 * decides where names do not.
 */
final class BesideImages {
  /** Files of one kind that are opened; the others of that kind are taken for the like. */
  private static final int MOST_OPENED = 16;

  private final ArchiveOptions options;
  private final Configuration hadoop;

  BesideImages(ArchiveOptions options, Configuration hadoop) {
    this.options = options;
    this.hadoop = hadoop;
  }

  /** Takes out the kinds of which no file holds an image. */
  void removeFrom(Map<ArchiveFormat, List<ListedFile>> found, FileListing files) {
    if (found.size() > 1 && found.containsKey(ArchiveFormat.PARQUET)) {
      removeMetadata(found, files);
    }
    if (found.size() > 1 && found.containsKey(ArchiveFormat.FILES)) {
      removeNonImages(found);
    }
  }

  /** As img2dataset writes them: {@code 00000.parquet} beside {@code 00000.tar} or a folder. */
  private void removeMetadata(Map<ArchiveFormat, List<ListedFile>> found, FileListing files) {
    Set<String> described = new HashSet<>();
    files.files().forEach(file -> described.add(folder(file)));
    List.of(ArchiveFormat.TAR, ArchiveFormat.ZIP)
        .forEach(
            format ->
                found.getOrDefault(format, List.of()).forEach(file -> described.add(stem(file))));
    ParquetFormat parquet = new ParquetFormat(options.columns());
    List<ListedFile> others =
        found.get(ArchiveFormat.PARQUET).stream()
            .filter(file -> !described.contains(stem(file)))
            .toList();
    boolean noneHoldsImages =
        others.stream()
            .limit(MOST_OPENED)
            .noneMatch(file -> parquet.holdsImages(file.source(), hadoop));
    if (noneHoldsImages) {
      found.remove(ArchiveFormat.PARQUET);
    }
  }

  private void removeNonImages(Map<ArchiveFormat, List<ListedFile>> found) {
    List<ListedFile> files = found.get(ArchiveFormat.FILES);
    boolean noneIsImage =
        files.stream().noneMatch(file -> ImageNames.areOfImage(file.source().name()))
            && files.stream().limit(MOST_OPENED).noneMatch(file -> FileChunk.isImage(file, hadoop));
    if (noneIsImage) {
      found.remove(ArchiveFormat.FILES);
    }
  }

  /** Up to the first dot of the name: {@code 00000.tar.gz} is described, too. */
  private static String stem(ListedFile file) {
    String uri = file.source().uri();
    int dot = uri.indexOf('.', uri.lastIndexOf('/') + 2);
    return dot < 0 ? uri : uri.substring(0, dot);
  }

  private static String folder(ListedFile file) {
    return file.source().uri().substring(0, file.source().uri().lastIndexOf('/'));
  }
}
