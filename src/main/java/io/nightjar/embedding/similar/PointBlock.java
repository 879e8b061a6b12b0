package io.nightjar.embedding.similar;

import java.io.Serializable;
import java.util.List;

/**
 * A lot of points that is compared with another.
 *
 * @param index of the block among all
 */
record PointBlock(int index, List<Point> points) implements Serializable {
  PointBlock {
    points = List.copyOf(points);
  }
}
