package io.nightjar.model;

/** log of the mean of exponentials, which the importance-weighted bound is. */
public final class LogMeanExp {
  private LogMeanExp() {}

  /** log of the mean of exp(values), without overflow. */
  public static double of(double[] values) {
    double most = Double.NEGATIVE_INFINITY;
    for (double value : values) {
      most = Math.max(most, value);
    }
    double sum = 0;
    for (double value : values) {
      sum += Math.exp(value - most);
    }
    return most + Math.log(sum / values.length);
  }
}
