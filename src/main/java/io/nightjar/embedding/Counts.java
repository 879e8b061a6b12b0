package io.nightjar.embedding;

import io.nightjar.archive.PassedOverCounts;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a run's items ended.
 *
 * @param rows that have a vector
 * @param reasons how many were rejected, by reason
 * @param examples some of the rejected
 * @param unopened of the rejected, those that listing could not reach, such as a directory
 * @param passedOver what was no image, and is in no other count
 * @param seconds of reading, decoding, encoding and writing
 */
public record Counts(
    long rows,
    Map<String, Long> reasons,
    List<RejectExample> examples,
    long unopened,
    PassedOverCounts passedOver,
    double seconds) {
  public Counts {
    reasons = Map.copyOf(reasons);
    examples = List.copyOf(examples);
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
        RejectExample.firstOf(parts.stream().flatMap(part -> part.examples().stream())),
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

  /** What a run that publishes its own rows and no others asks of its budget. */
  FailureBudget.Demand demand() {
    return new FailureBudget.Demand(read(), unopened, reasons, examples, rows);
  }
}
