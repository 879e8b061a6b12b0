package io.nightjar.training;

import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Synchronous parameter averaging, one round a call: broadcast parameters and updater state, let
 * each partition run its minibatches, average both with weights by examples seen, release the
 * broadcast.
 *
 * <p>In place of dl4j-spark's own master, whose average is unweighted, forgets the updater's state
 * by default and leaks a broadcast a round; docs/decisions/0001 compares them.
 *
 * @see <a href="https://aclanthology.org/N10-1069">McDonald, Hall and Mann 2010, section 4:
 *     iterative parameter mixing</a>
 */
final class ParameterAveraging extends GraphTrainingMaster {
  private static final double NANOS = 1e-9;

  /** Up to here the driver takes in the workers' networks whole: one hop, no shuffle. */
  private static final long COLLECTED_BYTES = 256L << 20;

  private final WorkerNetwork network;
  private RoundResult lastRound;

  private final long collectedBytes;

  ParameterAveraging(WorkerNetwork network) {
    this(network, COLLECTED_BYTES);
  }

  /**
   * @param collectedBytes above which all workers' networks together are averaged slice by slice on
   *     the executors; the bits are the same
   */
  ParameterAveraging(WorkerNetwork network, long collectedBytes) {
    this.network = network;
    this.collectedBytes = collectedBytes;
  }

  /**
   * Runs one round.
   *
   * @param graph its network holds the average before and after
   * @param minibatches one partition a worker
   */
  @Override
  public void executeTrainingMDS(SparkComputationGraph graph, JavaRDD<MultiDataSet> minibatches) {
    long start = System.nanoTime();
    NetworkState before = NetworkState.of(graph.getNetwork());
    Broadcast<NetworkState> broadcast =
        JavaSparkContext.fromSparkContext(minibatches.context()).broadcast(before);
    double broadcastSeconds = secondsSince(start);
    try {
      JavaRDD<WorkerResult> results =
          minibatches.mapPartitions(new TrainWorker(network, broadcast));
      Timed averaged = average(results, before.bytes(), RunningStatistics.of(graph.getNetwork()));
      start = System.nanoTime();
      NetworkState after = averaged.averaged().state();
      after.copyInto(graph.getNetwork());
      lastRound =
          new RoundResult(
              averaged.averaged().results(),
              after,
              broadcastSeconds,
              averaged.seconds() + secondsSince(start),
              norm(after.parameters()),
              distance(after.parameters(), before.parameters()));
    } finally {
      broadcast.destroy();
    }
  }

  private Timed average(
      JavaRDD<WorkerResult> results, long bytes, List<RunningStatistics> statistics) {
    long all = bytes * results.getNumPartitions();
    if (results.getNumPartitions() > 1 && all > collectedBytes) {
      // The averaging is among the workers' tasks here, and its time in theirs.
      return new Timed(
          new SlicedAveraging(statistics, SlicedAveraging.slicesFor(all)).average(results), 0);
    }
    List<WorkerResult> collected = results.collect();
    long start = System.nanoTime();
    NetworkState state = Averaging.average(collected, statistics);
    return new Timed(
        new SlicedAveraging.Averaged(
            state, collected.stream().map(WorkerResult::withoutNumbers).toList()),
        secondsSince(start));
  }

  /** An average and what the driver spent on it. */
  private record Timed(SlicedAveraging.Averaged averaged, double seconds) {}

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) * NANOS;
  }

  private static double norm(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }

  private static double distance(float[] one, float[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      double apart = (double) one[i] - other[i];
      sum += apart * apart;
    }
    return Math.sqrt(sum);
  }

  /** The last round's; null before the first. */
  RoundResult lastRound() {
    return lastRound;
  }
}
