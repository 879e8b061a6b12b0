package io.nightjar.evaluation;

/**
 * How much of the disc |z| ≤ 2 of a plane has data near it. Of N(0, I) 86 in 100 points are in that
 * disc, so where it is empty, samples of the prior come from where no image was.
 */
final class GridCoverage {
  static final double RADIUS = 2;

  /** Between neighbours on the grid, and how near the nearest point must be. */
  static final double STEP = 0.125;

  private static final int HALF = (int) (RADIUS / STEP);

  private GridCoverage() {}

  /** The fraction of the grid's points, 0 to 1. */
  static double of(PlanePoints points) {
    int inside = 0;
    int near = 0;
    for (int row = -HALF; row <= HALF; row++) {
      for (int column = -HALF; column <= HALF; column++) {
        if (Math.hypot(row, column) <= HALF) {
          inside++;
          near += hasNear(points, column * STEP, row * STEP) ? 1 : 0;
        }
      }
    }
    return (double) near / inside;
  }

  private static boolean hasNear(PlanePoints points, double x, double y) {
    for (int i = 0; i < points.count(); i++) {
      if (Math.hypot(points.x()[i] - x, points.y()[i] - y) <= STEP) {
        return true;
      }
    }
    return false;
  }
}
