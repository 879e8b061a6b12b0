package io.nightjar.training;

import java.util.List;
import java.util.function.Function;

/**
 * The average of the workers' networks: parameters and updater state, weighted by examples seen,
 * summed in partition order in double precision, so that the same results give the same bits.
 */
final class Averaging {
  private Averaging() {}

  /**
   * @param results of a round, in partition order; all with the same number of steps
   * @throws IllegalArgumentException when no worker saw an example
   */
  static NetworkState average(List<WorkerResult> results) {
    if (results.size() == 1) {
      return results.get(0).state();
    }
    long examples = results.stream().mapToLong(WorkerResult::examples).sum();
    if (examples == 0) {
      throw new IllegalArgumentException("no worker saw an example");
    }
    return new NetworkState(
        average(results, examples, NetworkState::parameters),
        average(results, examples, NetworkState::updater),
        results.get(0).state().iteration());
  }

  private static float[] average(
      List<WorkerResult> results, long examples, Function<NetworkState, float[]> part) {
    double[] sum = new double[part.apply(results.get(0).state()).length];
    for (WorkerResult result : results) {
      float[] values = part.apply(result.state());
      double weight = (double) result.examples() / examples;
      for (int i = 0; i < sum.length; i++) {
        sum[i] += weight * values[i];
      }
    }
    float[] average = new float[sum.length];
    for (int i = 0; i < sum.length; i++) {
      average[i] = (float) sum[i];
    }
    return average;
  }
}
