package io.nightjar.archive.container;

import io.nightjar.archive.ArchiveItem;
import io.nightjar.archive.SourceFile;
import io.nightjar.image.EncodedImage;
import io.nightjar.image.PassedOver;
import io.nightjar.image.Rejection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/** Reads containers as an archive does, without Spark. */
final class ReadContainer {
  private final ContainerFormat format;
  private final Configuration hadoop = new Configuration();

  ReadContainer(ContainerFormat format) {
    this.format = format;
  }

  List<ContainerPart> parts(Path... files) {
    List<SourceFile> sources = Stream.of(files).map(this::source).toList();
    return new IndexContainers(format, hadoop).of(sources);
  }

  List<ArchiveItem> items(Path... files) {
    return items(parts(files));
  }

  List<ArchiveItem> items(List<ContainerPart> parts) {
    List<ArchiveItem> items = new ArrayList<>();
    try (OpenFiles open = new OpenFiles(hadoop, List.of())) {
      new PartItems(parts.iterator(), open).forEachRemaining(items::add);
    }
    return items;
  }

  private SourceFile source(Path file) {
    var path = new org.apache.hadoop.fs.Path(file.toUri());
    try {
      return SourceFile.of(path.getFileSystem(hadoop).getFileStatus(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What follows the container in an item's URI. */
  static String member(ArchiveItem item) {
    return item.uri().substring(item.source().uri().length());
  }

  /** Without what was passed over. */
  static List<ArchiveItem> images(List<ArchiveItem> items) {
    return items.stream().filter(item -> !(item.content() instanceof PassedOver)).toList();
  }

  /** The content as text, or why there is none: for what was passed over, its extension. */
  static String text(ArchiveItem item) {
    if (item.content() instanceof PassedOver other) {
      return other.extension();
    }
    return item.content() instanceof EncodedImage image
        ? new String(image.bytes(), StandardCharsets.UTF_8)
        : ((Rejection) item.content()).reason().key();
  }
}
