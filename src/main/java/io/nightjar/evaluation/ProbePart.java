package io.nightjar.evaluation;

import io.nightjar.CounterRandom;
import io.nightjar.archive.ArchiveItem;
import io.nightjar.image.ContentHash;
import org.apache.spark.api.java.function.Function;

/**
 * Which of an archive's images go to fitting or to measuring. Where both read the same images, the
 * content parts them, so that no image is measured by a probe that has seen it. Not by {@code
 * Split}: that may have chosen the images already.
 */
enum ProbePart {
  WHOLE(0, 1),
  FIT(0, 0.8),
  MEASURE(0.8, 1);

  private final double from;
  private final double to;

  ProbePart(double from, double to) {
    this.from = from;
    this.to = to;
  }

  boolean holds(long seed, ContentHash content) {
    double fraction = CounterRandom.uniform(Draw.PART.key(seed, Draw.imageKey(content)));
    return from <= fraction && fraction < to;
  }

  /** Keeps what was read and is of the part. */
  Function<ArchiveItem, Boolean> keeper(long seed) {
    return new Keep(this, seed);
  }

  private static final class Keep implements Function<ArchiveItem, Boolean> {
    private static final long serialVersionUID = 1L;

    private final ProbePart part;
    private final long seed;

    Keep(ProbePart part, long seed) {
      this.part = part;
      this.seed = seed;
    }

    @Override
    public Boolean call(ArchiveItem item) {
      return item.content().hash().map(hash -> part.holds(seed, hash)).orElse(false);
    }
  }
}
