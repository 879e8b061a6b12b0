package io.nightjar.training;

import io.nightjar.model.LossTerms;
import io.nightjar.runtime.LeasePool;
import io.nightjar.runtime.NativeLibraries;
import io.nightjar.runtime.Prefetched;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * One worker's part of a round: start from the average, run the minibatches, bring back the result.
 */
final class TrainWorker implements FlatMapFunction<Iterator<MultiDataSet>, WorkerResult> {
  private static final long serialVersionUID = 1L;
  private static final double NANOS = 1e-9;

  private final WorkerNetwork network;
  private final RoundExchange exchange;

  TrainWorker(WorkerNetwork network, RoundExchange exchange) {
    this.network = network;
    this.exchange = exchange;
  }

  @Override
  public Iterator<WorkerResult> call(Iterator<MultiDataSet> minibatches) {
    LeasePool<ComputationGraph>.Lease lease = network.lease();
    exchange.average().copyInto(lease.value());
    WorkerResult result;
    try (Prefetched<MultiDataSet> ahead =
        new Prefetched<>(minibatches, () -> NativeLibraries.threads(network.threads()))) {
      result = run(lease.value(), ahead);
    }
    lease.close(); // not after a failure: a network in an unknown state is dropped
    return List.of(exchange.send(TaskContext.getPartitionId(), result)).iterator();
  }

  /** A killed task is not heard otherwise until its round is over. */
  private static void requireWanted() {
    if (TaskContext.get().isInterrupted()) {
      throw new TaskKilledException("not wanted any more");
    }
  }

  private static WorkerResult run(ComputationGraph graph, Iterator<MultiDataSet> minibatches) {
    long examples = 0;
    double loss = 0;
    double reconstruction = 0;
    double kl = 0;
    long nanos = 0;
    long began = System.nanoTime();
    while (minibatches.hasNext()) {
      MultiDataSet minibatch = minibatches.next();
      requireWanted();
      long size = minibatch.getFeatures(0).size(0);
      long start = System.nanoTime();
      graph.fit(minibatch);
      nanos += System.nanoTime() - start;
      examples += size;
      loss += graph.score() * size;
      LossTerms terms = LossTerms.ofLastStep(graph);
      reconstruction += terms.reconstruction();
      kl += terms.kl();
    }
    double busy = (System.nanoTime() - began) * NANOS;
    return new WorkerResult(
        NetworkState.of(graph), examples, loss, reconstruction, kl, nanos * NANOS, busy);
  }
}
