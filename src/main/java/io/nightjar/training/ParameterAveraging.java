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
  /** Up to here the driver takes in the workers' networks whole: one hop, no shuffle. */
  private static final long COLLECTED_BYTES = 256L << 20;

  private final WorkerNetwork network;
  private List<WorkerResult> lastRound = List.of();

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
    NetworkState before = NetworkState.of(graph.getNetwork());
    List<RunningStatistics> statistics = RunningStatistics.of(graph.getNetwork());
    Broadcast<NetworkState> average =
        JavaSparkContext.fromSparkContext(minibatches.context()).broadcast(before);
    try {
      JavaRDD<WorkerResult> results = minibatches.mapPartitions(new TrainWorker(network, average));
      long bytes = before.bytes() * results.getNumPartitions();
      SlicedAveraging.Averaged after =
          results.getNumPartitions() > 1 && bytes > collectedBytes
              ? new SlicedAveraging(statistics, SlicedAveraging.slicesFor(bytes)).average(results)
              : collected(results.collect(), statistics);
      lastRound = after.results();
      after.state().copyInto(graph.getNetwork());
    } finally {
      average.destroy();
    }
  }

  private static SlicedAveraging.Averaged collected(
      List<WorkerResult> results, List<RunningStatistics> statistics) {
    return new SlicedAveraging.Averaged(
        Averaging.average(results, statistics),
        results.stream().map(WorkerResult::withoutNumbers).toList());
  }

  /** What the workers brought back from the last round, in partition order, without numbers. */
  List<WorkerResult> lastRound() {
    return lastRound;
  }
}
