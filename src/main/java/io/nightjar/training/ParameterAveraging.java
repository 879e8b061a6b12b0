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
  private final WorkerNetwork network;
  private List<WorkerResult> lastRound = List.of();

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
    Broadcast<NetworkState> average =
        JavaSparkContext.fromSparkContext(minibatches.context())
            .broadcast(NetworkState.of(graph.getNetwork()));
    try {
      lastRound = minibatches.mapPartitions(new TrainWorker(network, average)).collect();
    } finally {
      average.destroy();
    }
    Averaging.average(lastRound, RunningStatistics.of(graph.getNetwork()))
        .copyInto(graph.getNetwork());
  }

  /** What the workers brought back from the last round, in partition order. */
  List<WorkerResult> lastRound() {
    return lastRound;
  }
}
