package io.nightjar.evaluation;

import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Points in a plane.
 *
 * @param x of each
 * @param y of each, as many
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PlanePoints(double[] x, double[] y) {
  int count() {
    return x.length;
  }

  /** Those at some positions, in that order. */
  PlanePoints at(int[] positions) {
    return new PlanePoints(
        IntStream.of(positions).mapToDouble(i -> x[i]).toArray(),
        IntStream.of(positions).mapToDouble(i -> y[i]).toArray());
  }

  /** Each coordinate less its mean, in its deviations; one that does not vary becomes 0. */
  PlanePoints standardized() {
    return new PlanePoints(standardized(x), standardized(y));
  }

  private static double[] standardized(double[] values) {
    double mean = DoubleStream.of(values).average().orElse(0);
    double variance = DoubleStream.of(values).map(v -> (v - mean) * (v - mean)).average().orElse(0);
    double scale = variance > 0 ? 1 / Math.sqrt(variance) : 0;
    return DoubleStream.of(values).map(v -> (v - mean) * scale).toArray();
  }

  /** The points on a circle around 0, from one full turn to the next. */
  static PlanePoints circle(double radius, int count) {
    double[] x = new double[count];
    double[] y = new double[count];
    for (int i = 0; i < count; i++) {
      double angle = 2 * Math.PI * i / (count - 1);
      x[i] = radius * Math.cos(angle);
      y[i] = radius * Math.sin(angle);
    }
    return new PlanePoints(x, y);
  }
}
