package io.nightjar.training;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The average of the workers' networks: parameters and updater state, weighted by examples seen,
 * summed in partition order in double precision, so that the same results give the same bits.
 */
final class Averaging {
  /** Numbers that a thread averages at once: their sums stay in its cache. */
  private static final int CHUNK = 8_192;

  private Averaging() {}

  /**
   * @param results of a round, in partition order; all with the same number of steps
   * @param statistics running means and variances among the parameters, which are pooled
   * @throws IllegalArgumentException when no worker saw an example
   */
  static NetworkState average(List<WorkerResult> results, List<RunningStatistics> statistics) {
    if (results.size() == 1) {
      return results.get(0).state();
    }
    long examples = results.stream().mapToLong(WorkerResult::examples).sum();
    if (examples == 0) {
      throw new IllegalArgumentException("no worker saw an example");
    }
    double[] weights =
        results.stream().mapToDouble(result -> (double) result.examples() / examples).toArray();
    List<float[]> parameters = results.stream().map(result -> result.state().parameters()).toList();
    List<float[]> updaters = results.stream().map(result -> result.state().updater()).toList();
    float[] average = average(parameters, weights);
    statistics.forEach(units -> units.pool(average, weights, parameters));
    return new NetworkState(
        average, average(updaters, weights), results.get(0).state().iteration());
  }

  /** Each number for itself, so that threads share the work and the bits stay. */
  private static float[] average(List<float[]> workers, double[] weights) {
    float[] average = new float[workers.get(0).length];
    int chunks = (average.length + CHUNK - 1) / CHUNK;
    IntStream.range(0, chunks)
        .parallel()
        .forEach(
            chunk -> {
              int from = chunk * CHUNK;
              average(workers, weights, average, from, Math.min(from + CHUNK, average.length));
            });
    return average;
  }

  private static void average(
      List<float[]> workers, double[] weights, float[] average, int from, int to) {
    double[] sum = new double[to - from];
    for (int worker = 0; worker < weights.length; worker++) {
      float[] values = workers.get(worker);
      for (int i = from; i < to; i++) {
        sum[i - from] += weights[worker] * values[i];
      }
    }
    for (int i = from; i < to; i++) {
      average[i] = (float) sum[i - from];
    }
  }
}
