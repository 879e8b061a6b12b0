package io.nightjar.embedding.similar;

import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/**
 * Pairs of near-duplicates, each once, kept until closed.
 *
 * @param all in no order
 * @param count how many there are
 * @param unmeasured rows that have no distance to any, by cosine those with zero vectors
 * @param method how they were found, for people
 */
public record SimilarPairs(JavaRDD<SimilarPair> all, long count, long unmeasured, String method)
    implements AutoCloseable {
  /** The most similar ones, nearest first. */
  public List<SimilarPair> nearest(int most) {
    return all.takeOrdered(most);
  }

  @Override
  public void close() {
    all.unpersist(false);
  }
}
