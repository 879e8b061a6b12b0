package io.nightjar.embedding.similar;

import java.util.ArrayList;
import java.util.List;

/** One point against many. */
final class NearPoints {
  private NearPoints() {}

  /** The pairs of a point and those of the others that are near enough. */
  static List<SimilarPair> among(List<Point> others, Point point, DuplicateOptions options) {
    double limit = options.limit();
    List<SimilarPair> near = new ArrayList<>();
    for (Point other : others) {
      double squared = point.squaredDistance(other, limit);
      if (squared <= limit) {
        double distance = options.measure().distance(squared);
        near.add(SimilarPair.ofRows(point.uri(), other.uri(), distance));
      }
    }
    return near;
  }
}
