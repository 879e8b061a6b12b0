package io.nightjar.evaluation;

import io.nightjar.archive.ArchiveItem;
import io.nightjar.image.ContentHash;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import org.apache.spark.api.java.function.Function;

/**
 * What an image is drawn by, the lowest first: an archive's first images are often of one kind.
 *
 * @param content drawn by seed and content
 * @param uri tells images of the same content apart
 */
record ProbeLot(long content, long uri) implements Serializable, Comparable<ProbeLot> {
  private static final Comparator<ProbeLot> ORDER =
      Comparator.comparingLong(ProbeLot::content).thenComparingLong(ProbeLot::uri);

  /** Of an item that was read. */
  static ProbeLot of(long seed, ArchiveItem item) {
    ContentHash name = ContentHash.of(item.uri().getBytes(StandardCharsets.UTF_8));
    return new ProbeLot(
        Draw.LOT.key(seed, Draw.imageKey(item.content().hash().orElseThrow())),
        Draw.imageKey(name));
  }

  @Override
  public int compareTo(ProbeLot other) {
    return ORDER.compare(this, other);
  }

  /** Gives each item that was read its lot. */
  static final class Draws implements Function<ArchiveItem, ProbeLot> {
    private static final long serialVersionUID = 1L;

    private final long seed;

    Draws(long seed) {
      this.seed = seed;
    }

    @Override
    public ProbeLot call(ArchiveItem item) {
      return of(seed, item);
    }
  }
}
