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

  private final WorkerNetwork network;
  private RoundResult lastRound;

  ParameterAveraging(WorkerNetwork network) {
    this.network = network;
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
    List<WorkerResult> workers;
    try {
      workers = minibatches.mapPartitions(new TrainWorker(network, broadcast)).collect();
    } finally {
      broadcast.destroy();
    }
    start = System.nanoTime();
    NetworkState after = Averaging.average(workers, RunningStatistics.of(graph.getNetwork()));
    after.copyInto(graph.getNetwork());
    lastRound =
        new RoundResult(
            workers,
            after,
            broadcastSeconds,
            secondsSince(start),
            norm(after.parameters()),
            distance(after.parameters(), before.parameters()));
  }

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
