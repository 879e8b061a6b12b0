package io.nightjar.training;

import java.util.List;

/**
 * The average of the workers' networks: parameters and updater state, weighted by examples seen,
 * summed in partition order in double precision, so that the same results give the same bits.
 */
final class Averaging {
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
    double[] average = average(parameters, weights);
    statistics.forEach(units -> units.pool(average, weights, parameters));
    List<float[]> updaters = results.stream().map(result -> result.state().updater()).toList();
    return new NetworkState(
        floats(average), floats(average(updaters, weights)), results.get(0).state().iteration());
  }

  private static double[] average(List<float[]> workers, double[] weights) {
    double[] sum = new double[workers.get(0).length];
    for (int worker = 0; worker < weights.length; worker++) {
      float[] values = workers.get(worker);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += weights[worker] * values[i];
      }
    }
    return sum;
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
