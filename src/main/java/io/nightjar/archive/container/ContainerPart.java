package io.nightjar.archive.container;

import io.nightjar.archive.ArchiveItem;
import io.nightjar.archive.SourceFile;
import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import java.util.Optional;

/** A run of a container's images that can be read without what stands before it. */
public sealed interface ContainerPart extends Serializable
    permits TarPart, CompressedTarPart, ZipPart, ParquetPart, SequencePart, RefusedPart {

  /** A guess, for containers that cannot be counted: a small photo. */
  long BYTES_OF_AN_IMAGE = 50_000;

  /** The container. */
  SourceFile source();

  /** Images in it; 0 where they would have to be read to be counted. */
  long images();

  /** Bytes to be read for it, near enough. */
  long byteLength();

  /** Whether {@link #images} counts all. */
  default boolean counted() {
    return true;
  }

  /** About how many images there are in it. */
  default long estimated() {
    return counted() ? images() : byteLength() / BYTES_OF_AN_IMAGE + 1;
  }

  /** What a failure of all of it is called. */
  default String uri() {
    return source().uri();
  }

  /** This part and the next one as one, where that saves opening the container twice. */
  default Optional<ContainerPart> joined(ContainerPart next) {
    return Optional.empty();
  }

  /** A line for people on what this part costs them. */
  default Optional<String> advice() {
    return Optional.empty();
  }

  /**
   * Its images, read as they are asked for.
   *
   * @param files closed by the caller, once it has read enough
   * @return throws {@link java.io.UncheckedIOException} where the container is damaged
   */
  Iterator<ArchiveItem> items(OpenFiles files) throws IOException;
}
