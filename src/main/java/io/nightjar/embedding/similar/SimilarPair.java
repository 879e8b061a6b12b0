package io.nightjar.embedding.similar;

import java.io.Serializable;
import java.util.Comparator;

/**
 * Two rows, or an image and a row, and how far apart they are. Nearest first, then by uri.
 *
 * @param uri the query's; of near-duplicates the one that comes first
 * @param similarUri the row that is near it
 * @param distance 0 or more, by the measure that was asked for
 */
public record SimilarPair(String uri, String similarUri, double distance)
    implements Serializable, Comparable<SimilarPair> {
  private static final Comparator<SimilarPair> NEAREST_FIRST =
      Comparator.comparingDouble(SimilarPair::distance)
          .thenComparing(SimilarPair::uri)
          .thenComparing(SimilarPair::similarUri);

  /** Of two rows in either order. */
  static SimilarPair ofRows(String one, String other, double distance) {
    return one.compareTo(other) < 0
        ? new SimilarPair(one, other, distance)
        : new SimilarPair(other, one, distance);
  }

  @Override
  public int compareTo(SimilarPair other) {
    return NEAREST_FIRST.compare(this, other);
  }
}
