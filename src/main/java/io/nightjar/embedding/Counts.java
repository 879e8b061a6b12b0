package io.nightjar.embedding;

import io.nightjar.archive.PassedOverCounts;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;

/**
 * How a run's items ended.
 *
 * @param rows that have a vector
 * @param reasons how many were rejected, by reason
 * @param unopened of the rejected, those that listing could not reach, such as a directory
 * @param passedOver what was no image, and is in no other count
 * @param seconds of reading, decoding, encoding and writing
 */
public record Counts(
    long rows,
    Map<String, Long> reasons,
    long unopened,
    PassedOverCounts passedOver,
    double seconds) {
  private static final int PERCENT = 100;

  public Counts {
    reasons = Map.copyOf(reasons);
  }

  /**
   * What the parts of a run come to.
   *
   * @param listed what listing has passed over
   */
  static Counts of(List<WrittenPart> parts, PassedOverCounts listed, double seconds) {
    Map<String, Long> reasons = new TreeMap<>();
    parts.forEach(
        part -> part.reasons().forEach((reason, count) -> reasons.merge(reason, count, Long::sum)));
    return new Counts(
        parts.stream().mapToLong(WrittenPart::rowCount).sum(),
        reasons,
        parts.stream().mapToLong(WrittenPart::unopened).sum(),
        parts.stream().map(WrittenPart::passedOver).reduce(listed, PassedOverCounts::plus),
        seconds);
  }

  public long rejected() {
    return reasons.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Images that were opened. */
  public long read() {
    return items() - unopened;
  }

  /** All images: rows and rejects. */
  public long items() {
    return rows + rejected();
  }

  public double imagesPerSecond() {
    return items() / seconds;
  }

  /** From 0 to 1; 0 where there are no items. */
  double rejectedFraction() {
    return items() == 0 ? 0 : (double) rejected() / items();
  }

  String overBudget(double allowed, Path evidence) {
    return String.format(
        Locale.ROOT,
        "Rejected %,d of %,d images %s, %.1f%% where embed.max-rejected-fraction allows %.1f%%:"
            + " nothing was published; the rejects are in %s",
        rejected(),
        items(),
        new TreeMap<>(reasons),
        PERCENT * rejectedFraction(),
        PERCENT * allowed,
        evidence);
  }
}
