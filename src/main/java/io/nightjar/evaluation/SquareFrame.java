package io.nightjar.evaluation;

import java.util.stream.DoubleStream;

/**
 * The part of a plane that a chart shows, a square, so that a circle is one.
 *
 * @param x of its centre
 * @param y of its centre
 * @param reach from the centre to each side, above 0
 */
record SquareFrame(double x, double y, double reach) {
  private static final double MARGIN = 1.05;

  /** The smallest with all of some points, and a little space around them. */
  static SquareFrame around(PlanePoints points) {
    double left = DoubleStream.of(points.x()).min().orElse(-1);
    double right = DoubleStream.of(points.x()).max().orElse(1);
    double bottom = DoubleStream.of(points.y()).min().orElse(-1);
    double top = DoubleStream.of(points.y()).max().orElse(1);
    double reach = MARGIN * Math.max(right - left, top - bottom) / 2;
    return new SquareFrame((left + right) / 2, (bottom + top) / 2, reach > 0 ? reach : 1);
  }

  /** The smallest around 0 with all that both show. */
  static SquareFrame centred(SquareFrame one, SquareFrame other) {
    return new SquareFrame(0, 0, Math.max(one.farthest(), other.farthest()));
  }

  private double farthest() {
    return Math.max(Math.abs(x), Math.abs(y)) + reach;
  }
}
