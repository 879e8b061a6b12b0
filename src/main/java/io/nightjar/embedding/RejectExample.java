package io.nightjar.embedding;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A reject that is named to people, so that nobody need open the rejects' files for a first look.
 *
 * @param uri of the image
 * @param reason why it was rejected, as rejects have it
 */
public record RejectExample(String uri, String reason)
    implements Comparable<RejectExample>, Serializable {
  /** How many a run names. */
  public static final int MOST = 5;

  private static final Comparator<RejectExample> BY_URI =
      Comparator.comparing(RejectExample::uri).thenComparing(RejectExample::reason);

  /** The few to name out of many: by their uris, so that partitions decide nothing. */
  static List<RejectExample> firstOf(Stream<RejectExample> all) {
    return all.sorted().limit(MOST).toList();
  }

  /**
   * Writes examples for people, and how many more there are.
   *
   * @param rejected all that there are
   */
  public static List<String> lines(List<RejectExample> examples, long rejected) {
    List<String> lines = new ArrayList<>();
    examples.forEach(example -> lines.add("%s (%s)".formatted(example.uri(), example.reason())));
    if (rejected > examples.size()) {
      lines.add("and %,d more".formatted(rejected - examples.size()));
    }
    return lines;
  }

  @Override
  public int compareTo(RejectExample other) {
    return BY_URI.compare(this, other);
  }
}
