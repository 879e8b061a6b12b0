package io.nightjar.archive;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An images file and the labels beside it.
 *
 * @param images the file
 * @param labels of its images, where there is a labels file
 */
record IdxPart(IdxFile images, Optional<IdxLabels> labels) {

  /** Cuts the file into ranges that keep within the size, in order. */
  List<IdxRange> ranges(ChunkSize size) {
    int step = size.images(images.header().shape().size());
    List<IdxRange> ranges = new ArrayList<>();
    for (long from = 0; from < count(); from += step) { // of int, the sum could overflow
      ranges.add(range((int) from, (int) Math.min(from + step, count())));
    }
    return ranges;
  }

  /**
   * The images file as the listing tells it: as old as the younger of the two, so that labels which
   * change alone are noticed. Those that are put in place of others and are older than the images
   * are not.
   */
  SourceFile source() {
    SourceFile file = images.source();
    return labels
        .map(IdxLabels::source)
        .filter(other -> other.modifiedAt().isAfter(file.modifiedAt()))
        .map(other -> new SourceFile(file.uri(), file.byteLength(), other.modifiedAt()))
        .orElse(file);
  }

  /** The files that it comes from. */
  Stream<SourceFile> sources() {
    return Stream.concat(Stream.of(images.source()), labels.map(IdxLabels::source).stream());
  }

  int count() {
    return images.header().count();
  }

  private IdxRange range(int from, int to) {
    int[] slice = labels.map(all -> Arrays.copyOfRange(all.classes(), from, to)).orElse(null);
    return new IdxRange(images, source(), from, to, slice);
  }
}
