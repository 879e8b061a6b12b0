package io.nightjar.embedding.similar;

import java.io.Serializable;

/**
 * A row's vector, made ready for a measure.
 *
 * @param uri the row's; unique among those it is compared with
 * @param vector as the row has it; not copied
 * @param scale by which it is multiplied when compared
 */
@SuppressWarnings("ArrayRecordComponent") // measured, never compared by value
record Point(String uri, float[] vector, double scale) implements Serializable {
  /** Numbers between two looks whether a sum has gone too far. */
  private static final int STRIDE = 16;

  static Point of(String uri, float[] vector, Measure measure) {
    return new Point(uri, vector, measure.scale(vector));
  }

  /** False for a zero vector where directions are compared: it has no distance to any other. */
  boolean isMeasurable() {
    return Double.isFinite(scale);
  }

  /**
   * The square of the Euclidean distance of two scaled vectors of the same size.
   *
   * @param limit once the sum exceeds it, the rest is not looked at
   * @return the same for (a, b) as for (b, a); above the limit only that it is above
   */
  double squaredDistance(Point other, double limit) {
    double sum = 0;
    for (int from = 0; from < vector.length && sum <= limit; from += STRIDE) {
      sum += squaredDistance(other, from, Math.min(from + STRIDE, vector.length));
    }
    return sum;
  }

  /** Four sums, so that no addition waits for the one before. */
  private double squaredDistance(Point other, int from, int to) {
    float[] a = vector;
    float[] b = other.vector;
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    int i = from;
    for (; i + 3 < to; i += 4) {
      double d0 = a[i] * scale - b[i] * other.scale;
      double d1 = a[i + 1] * scale - b[i + 1] * other.scale;
      double d2 = a[i + 2] * scale - b[i + 2] * other.scale;
      double d3 = a[i + 3] * scale - b[i + 3] * other.scale;
      sum0 += d0 * d0;
      sum1 += d1 * d1;
      sum2 += d2 * d2;
      sum3 += d3 * d3;
    }
    for (; i < to; i++) {
      double d = a[i] * scale - b[i] * other.scale;
      sum0 += d * d;
    }
    return sum0 + sum1 + (sum2 + sum3);
  }
}
