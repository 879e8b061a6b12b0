package io.nightjar.training;

import io.nightjar.bundle.EmbeddingFigures;
import io.nightjar.bundle.EmbeddingMoments;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.Elbo;
import io.nightjar.model.PixelMoments;
import io.nightjar.runtime.NativeLibraries;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** Rounds as Spark jobs. */
final class SparkRounds implements Rounds {
  /** A mean of so many is off by a hundredth of a deviation. */
  static final long MOST_MEASURED = 10_000;

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

  /** What a network begins with: random weights, and a linear path that knows the images. */
  NetworkState start() {
    if (model.latent().hasLinearPath()) {
      spark.setJobDescription("principal components");
      NativeLibraries.threads(network.threads());
      PixelBlocks blocks = data.training();
      long count = Math.min(PrincipalStart.images(model), blocks.images());
      new PrincipalStart(model, graph()).set(blocks.first(count).collect(), count, options.seed());
    }
    return state();
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

  /**
   * What embedding gives of images that the network, as it is now, was not fitted to: of those it
   * was, it would reconstruct better than any night's. Only where none are held out they are
   * training images. The first {@link #MOST_MEASURED} of the global order, which a hash draws. Null
   * where no image gives finite numbers.
   */
  EmbeddingFigures figures() {
    spark.setJobDescription("training figures");
    PixelBlocks blocks = data.validation().images() > 0 ? data.validation() : data.training();
    Broadcast<NetworkState> broadcast = spark.broadcast(state());
    try {
      // Merged in the images' order, so that equal runs give the same bits.
      return blocks
          .first(MOST_MEASURED)
          .mapPartitions(
              new MeasureBlocks(
                  network, options.batchSize(), blocks.starts(), MOST_MEASURED, broadcast))
          .collect()
          .stream()
          .reduce(EmbeddingMoments::merge)
          .flatMap(EmbeddingMoments::figures)
          .orElse(null);
    } finally {
      broadcast.destroy();
    }
  }

  /**
   * What giving the mean training image for every image costs on held-out images, in nats per
   * image: no network that costs as much has learnt anything. By the first {@link #MOST_MEASURED}
   * of either. Not a number where no images are held out.
   */
  double natsOfMeanImage() {
    if (data.validation().images() == 0) {
      return Double.NaN;
    }
    spark.setJobDescription("mean image");
    return model.likelihood().natsOfMeanImage(moments(data.training()), moments(data.validation()));
  }

  private PixelMoments moments(PixelBlocks blocks) {
    return blocks
        .first(MOST_MEASURED)
        .mapPartitions(new SumPixels(model.image().size(), blocks.starts(), MOST_MEASURED))
        .collect()
        .stream()
        .reduce(new PixelSums(model.image().size()), PixelSums::plus)
        .moments();
  }

  /** With the average's parameters. */
  ComputationGraph graph() {
    return graph.getNetwork();
  }
}
