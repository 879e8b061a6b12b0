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
   * Averages whole networks.
   *
   * @param results of a round, in partition order; all with the same number of steps
   * @param statistics running means and variances among the parameters, which are pooled
   * @throws IllegalArgumentException when no worker saw an example
   */
  static NetworkState average(List<WorkerResult> results, List<RunningStatistics> statistics) {
    if (results.size() == 1) {
      return results.get(0).state();
    }
    double[] weights = weights(results.stream().mapToLong(WorkerResult::examples).toArray());
    List<float[]> parameters = results.stream().map(result -> result.state().parameters()).toList();
    List<float[]> updaters = results.stream().map(result -> result.state().updater()).toList();
    float[] average = average(parameters, weights);
    for (RunningStatistics units : statistics) {
      units.pool(average, weights, parameters.stream().map(units::means).toList());
    }
    return new NetworkState(
        average, average(updaters, weights), results.get(0).state().iteration());
  }

  /**
   * Each worker's part of the average.
   *
   * @param examples that each has seen, in partition order
   * @throws IllegalArgumentException when no worker saw an example
   */
  static double[] weights(long[] examples) {
    long sum = java.util.Arrays.stream(examples).sum();
    if (sum == 0) {
      throw new IllegalArgumentException("no worker saw an example");
    }
    return java.util.Arrays.stream(examples).mapToDouble(seen -> (double) seen / sum).toArray();
  }

  /**
   * Averages vectors, or the same part of each: every number for itself, so that threads and tasks
   * share the work and the bits stay.
   *
   * @param workers all of one length, in partition order
   */
  static float[] average(List<float[]> workers, double[] weights) {
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
