package io.nightjar.training;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Synchronous parameter averaging, one round a call: hand out parameters and updater state, let
 * each partition run its minibatches, average both with weights by examples seen, release what was
 * handed out.
 *
 * <p>In place of dl4j-spark's own master, whose average is unweighted, forgets the updater's state
 * by default and leaks a broadcast a round; docs/decisions/0001 compares them.
 *
 * @see <a href="https://aclanthology.org/N10-1069">McDonald, Hall and Mann 2010, section 4:
 *     iterative parameter mixing</a>
 */
final class ParameterAveraging extends GraphTrainingMaster {
  private static final Logger LOG = LoggerFactory.getLogger(ParameterAveraging.class);
  private static final double NANOS = 1e-9;

  /** Up to here the driver takes in the workers' networks whole: one hop, no shuffle. */
  private static final long COLLECTED_BYTES = 256L << 20;

  /** How networks travel between processes. */
  private enum Way {
    UNKNOWN,
    STREAMS,
    BROADCASTS
  }

  private final WorkerNetwork network;
  private final long collectedBytes;
  private Way way = Way.UNKNOWN;
  private RoundResult lastRound;

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
    try {
      round(graph, minibatches);
    } catch (Exception e) { // Spark's are checked and undeclared
      if (way != Way.STREAMS || !ExchangeException.isIn(e)) {
        throw e;
      }
      LOG.warn("An executor cannot reach the driver: the round is run again, by broadcast", e);
      way = Way.BROADCASTS;
      round(graph, minibatches);
    }
  }

  private void round(SparkComputationGraph graph, JavaRDD<MultiDataSet> minibatches) {
    long start = System.nanoTime();
    NetworkState before = NetworkState.of(graph.getNetwork());
    boolean sliced = isSliced(before.bytes(), minibatches.getNumPartitions());
    try (RoundExchange exchange =
        open(before, sliced, minibatches.getNumPartitions(), minibatches.context())) {
      double broadcastSeconds = secondsSince(start);
      JavaRDD<WorkerResult> results = minibatches.mapPartitions(new TrainWorker(network, exchange));
      List<RunningStatistics> statistics = RunningStatistics.of(graph.getNetwork());
      Timed averaged =
          sliced
              ? slices(results, before.bytes(), statistics)
              : collected(results, exchange, statistics);
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
    }
  }

  private boolean isSliced(long bytes, int workers) {
    return workers > 1 && bytes * workers > collectedBytes;
  }

  private RoundExchange open(
      NetworkState average, boolean sliced, int workers, SparkContext spark) {
    // With loaders of their own, tasks would see another copy of the memory that is shared.
    boolean oneLoader = !spark.conf().getBoolean("spark.executor.userClassPathFirst", false);
    if (spark.isLocal() && oneLoader && !sliced) {
      return SharedMemoryExchange.open(average);
    }
    return average.bytes() * workers <= collectedBytes && streams(spark, workers)
        ? StreamExchange.open(spark, average)
        : BroadcastExchange.open(spark, average);
  }

  /** Asked before the first round: who fails to connect waits for seconds. */
  private boolean streams(SparkContext spark, int workers) {
    if (way == Way.UNKNOWN) {
      way = probe(spark, workers);
    }
    return way == Way.STREAMS;
  }

  private static Way probe(SparkContext spark, int workers) {
    try {
      if (StreamExchange.reaches(JavaSparkContext.fromSparkContext(spark), workers)) {
        return Way.STREAMS;
      }
      ExchangeServer server = ExchangeServer.running();
      LOG.warn(
          "Executors cannot reach the driver at {}:{}, so networks travel as broadcasts, which takes"
              + " longer: let a port through to the driver and set {} to it",
          server.host(),
          server.port(),
          ExchangeServer.PORT);
    } catch (RuntimeException e) {
      LOG.warn("Networks travel as broadcasts, which takes longer: set {}", ExchangeServer.PORT, e);
    }
    return Way.BROADCASTS;
  }

  /** The averaging is among the workers' tasks here, and its time in theirs. */
  private static Timed slices(
      JavaRDD<WorkerResult> results, long bytes, List<RunningStatistics> statistics) {
    int slices = SlicedAveraging.slicesFor(bytes * results.getNumPartitions());
    return new Timed(new SlicedAveraging(statistics, slices).average(results), 0);
  }

  private static Timed collected(
      JavaRDD<WorkerResult> results, RoundExchange exchange, List<RunningStatistics> statistics) {
    List<WorkerResult> sent = results.collect();
    List<WorkerResult> collected =
        IntStream.range(0, sent.size())
            .mapToObj(worker -> exchange.receive(worker, sent.get(worker)))
            .toList();
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
