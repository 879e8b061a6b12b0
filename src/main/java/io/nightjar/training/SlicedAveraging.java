package io.nightjar.training;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;

/**
 * The average of many workers' networks without all of them in one place: each task averages one
 * slice of all workers, and the driver puts the averaged slices together. The same arithmetic, and
 * so the same bits, as {@link Averaging} on the driver.
 */
final class SlicedAveraging {
  /** What a task holds of all workers' numbers. */
  private static final long SLICE_BYTES = 32L << 20;

  private final List<RunningStatistics> statistics;
  private final int slices;

  /**
   * @param statistics running means and variances among the parameters, which are pooled
   * @param slices of the parameters, and as many of the updater's state; 1 or more
   */
  SlicedAveraging(List<RunningStatistics> statistics, int slices) {
    this.statistics = statistics;
    this.slices = slices;
  }

  /**
   * As many slices as keep each small.
   *
   * @param bytes of all workers' numbers together
   */
  static int slicesFor(long bytes) {
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE / 4, bytes / SLICE_BYTES));
  }

  /**
   * Runs the round.
   *
   * @param results one a partition
   */
  Averaged average(JavaRDD<WorkerResult> results) {
    JavaPairRDD<Integer, Serializable> parts =
        JavaPairRDD.fromJavaRDD(
            results.mapPartitionsWithIndex(new SliceResult(slices, statistics), true));
    JavaRDD<Serializable> averaged =
        parts.partitionBy(new HashPartitioner(2 * slices + 1)).mapPartitions(new AverageSlices());
    try {
      return join(averaged.collect());
    } finally {
      averaged.rdd().cleanShuffleDependencies(false);
    }
  }

  /** Partition order: parameters, updater's state, reports. */
  private Averaged join(List<Serializable> collected) {
    List<float[]> numbers = new ArrayList<>();
    List<WorkerReport> reports = new ArrayList<>();
    for (Serializable part : collected) {
      if (part instanceof StateSlice slice) {
        numbers.add(slice.values());
      } else {
        reports.add((WorkerReport) part);
      }
    }
    reports.sort(Comparator.comparingInt(WorkerReport::worker));
    float[] parameters = joined(numbers.subList(0, slices));
    pool(parameters, reports);
    List<WorkerResult> results = reports.stream().map(WorkerReport::result).toList();
    return new Averaged(
        new NetworkState(
            parameters,
            joined(numbers.subList(slices, 2 * slices)),
            results.get(0).state().iteration()),
        results);
  }

  private void pool(float[] parameters, List<WorkerReport> reports) {
    double[] weights =
        Averaging.weights(reports.stream().mapToLong(r -> r.result().examples()).toArray());
    for (int i = 0; i < statistics.size(); i++) {
      int layer = i;
      statistics
          .get(i)
          .pool(
              parameters,
              weights,
              reports.stream().map(report -> report.means().get(layer)).toList());
    }
  }

  private static float[] joined(List<float[]> slices) {
    float[] all = new float[slices.stream().mapToInt(slice -> slice.length).sum()];
    int offset = 0;
    for (float[] slice : slices) {
      System.arraycopy(slice, 0, all, offset, slice.length);
      offset += slice.length;
    }
    return all;
  }

  /**
   * How a round ended.
   *
   * @param state the average
   * @param results what the workers brought back, in partition order, without numbers
   */
  record Averaged(NetworkState state, List<WorkerResult> results) {}
}
