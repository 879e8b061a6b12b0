package io.nightjar.embedding.similar;

import io.nightjar.InvalidInputException;
import io.nightjar.embedding.rows.Generation;
import io.nightjar.embedding.rows.Vectors;
import io.nightjar.runtime.Progress;
import io.nightjar.runtime.TaskCounter;
import java.util.List;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.util.LongAccumulator;

/**
 * The rows nearest to a vector, found by looking at all: one pass, which costs less than reading
 * the rows does.
 */
public record NearestRows(Generation generation, Measure measure, Progress progress) {
  /**
   * Finds them.
   *
   * @param uri of the query; a row of that uri is none of its own neighbours
   * @param vector of the model's dimension
   * @param k how many to find, 1 or more; fewer are found where there are fewer rows
   * @return nearest first; rows at the same distance by their uris
   * @throws InvalidInputException when the vector has another size, or no direction where
   *     directions are compared
   */
  public List<SimilarPair> to(String uri, float[] vector, int k) {
    Vectors.requireDimension(uri, vector, generation.model().dimension());
    Point query = Point.of(uri, vector, measure);
    if (!query.isMeasurable()) {
      throw new InvalidInputException(
          "%s has the zero vector, which has no direction: use similar.measure=euclidean"
              .formatted(uri));
    }
    try (Progress.Task shown = progress.start("search", generation.count(), "rows");
        TaskCounter counter =
            TaskCounter.start(generation.spark().sparkContext(), "rows compared", shown)) {
      return ReadPoints.of(generation, measure)
          .filter(point -> !point.uri().equals(uri))
          .map(new Compare(query, measure, counter.accumulator()))
          .takeOrdered(k);
    }
  }

  /** Measures each point's distance from the query. */
  private static final class Compare implements Function<Point, SimilarPair> {
    private static final long serialVersionUID = 1L;

    private final Point query;
    private final Measure measure;
    private final LongAccumulator done;

    Compare(Point query, Measure measure, LongAccumulator done) {
      this.query = query;
      this.measure = measure;
      this.done = done;
    }

    @Override
    public SimilarPair call(Point point) {
      done.add(1);
      double squared = query.squaredDistance(point, Double.POSITIVE_INFINITY);
      return new SimilarPair(query.uri(), point.uri(), measure.distance(squared));
    }
  }
}
