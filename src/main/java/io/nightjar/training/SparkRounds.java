package io.nightjar.training;

import io.nightjar.model.Autoencoder;
import io.nightjar.model.Elbo;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** Rounds as Spark jobs. */
final class SparkRounds implements Rounds {
  private final JavaSparkContext spark;
  private final Autoencoder model;
  private final TrainingOptions options;
  private final TrainingData data;
  private final WorkerNetwork network;
  private final ParameterAveraging averaging;
  private final SparkComputationGraph graph;

  SparkRounds(
      JavaSparkContext spark, TrainingOptions options, TrainingData data, WorkerNetwork network) {
    this.spark = spark;
    this.model = network.model();
    this.options = options;
    this.data = data;
    this.network = network;
    this.averaging = new ParameterAveraging(network);
    this.graph = new SparkComputationGraph(spark, network.create(), averaging);
  }

  @Override
  public EpochPlan plan(int epoch) {
    return new EpochPlan(options, epoch, data.training().sizes());
  }

  @Override
  public RoundResult train(EpochPlan plan, int round) {
    spark.setJobDescription(
        "epoch %d/%d, round %d/%d"
            .formatted(plan.epoch() + 1, options.epochs(), round + 1, plan.rounds()));
    graph.fitMultiDataSet(minibatches(plan, round, data.training()));
    // dl4j-spark counts each call as an epoch; a call here is one round.
    graph.getNetwork().getConfiguration().setEpochCount(plan.epoch());
    return averaging.lastRound();
  }

  private JavaRDD<MultiDataSet> minibatches(EpochPlan plan, int round, PixelBlocks blocks) {
    return blocks
        .round(plan.slices(round))
        .mapPartitionsWithIndex(new CutMinibatches(model, options.seed(), plan, round), true);
  }

  @Override
  public NetworkState state() {
    return NetworkState.of(graph());
  }

  @Override
  public List<RunningStatistics> statistics() {
    return RunningStatistics.of(graph());
  }

  @Override
  public void load(NetworkState state) {
    state.copyInto(graph());
  }

  @Override
  public Elbo validate(NetworkState state) {
    spark.setJobDescription("validation");
    Broadcast<NetworkState> broadcast = spark.broadcast(state);
    try {
      PixelBlocks blocks = data.validation();
      // Collected in block order and added up here, so the sum has the same bits every time.
      return blocks
          .all()
          .mapPartitions(
              new EvaluateBlocks(network, options.batchSize(), blocks.starts(), broadcast))
          .collect()
          .stream()
          .reduce(Elbo.NONE, Elbo::plus);
    } finally {
      broadcast.destroy();
    }
  }

  /** With the average's parameters. */
  ComputationGraph graph() {
    return graph.getNetwork();
  }
}
