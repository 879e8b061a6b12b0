package io.nightjar.training;

import io.nightjar.CheckFailedException;
import io.nightjar.InvalidInputException;
import io.nightjar.archive.Archive;
import io.nightjar.image.Preprocessing;
import io.nightjar.image.RasterImage;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.Elbo;
import io.nightjar.model.Minibatch;
import io.nightjar.runtime.NativeLibraries;
import io.nightjar.runtime.Progress;
import io.nightjar.runtime.TaskThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** A training run: decode once, then epochs of parameter-averaging rounds. */
public final class Training {
  private static final int CANARY_IMAGES = 3;

  private final JavaSparkContext spark;
  private final Autoencoder model;
  private final TrainingOptions options;
  private final Progress progress;

  /**
   * @param progress shows rounds and decoding
   */
  public Training(
      JavaSparkContext spark, Autoencoder model, TrainingOptions options, Progress progress) {
    this.spark = spark;
    this.model = model;
    this.options = options;
    this.progress = progress;
  }

  /**
   * Trains on an archive.
   *
   * @param runId names the run on the executors
   * @param preprocessing of the model's image shape
   * @param store where decoded images are put; kept after a failure, so that the next run need not
   *     decode again, and for the caller to release after success
   * @param eachEpoch told as every epoch ends
   * @throws CheckFailedException when the loss is no longer finite
   * @throws InvalidInputException when the archive has too few images that decode
   */
  public TrainedModel run(
      String runId,
      Archive archive,
      Preprocessing preprocessing,
      StoreLocation store,
      Consumer<EpochSummary> eachEpoch) {
    NativeLibraries.prepare();
    try (TrainingData data =
        TrainingData.of(spark, archive, preprocessing, options, store, runId, progress)) {
      return run(runId, data, eachEpoch);
    }
  }

  /** Trains on images that are decoded already. */
  TrainedModel run(String runId, TrainingData data, Consumer<EpochSummary> eachEpoch) {
    WorkerNetwork network =
        new WorkerNetwork(runId, model, options.learningRate(), options.seed(), threads());
    ParameterAveraging averaging = new ParameterAveraging(network);
    SparkComputationGraph graph = new SparkComputationGraph(spark, network.create(), averaging);
    List<EpochSummary> history = new ArrayList<>();
    for (int epoch = 0; epoch < options.epochs(); epoch++) {
      RoundTotals totals = trainEpoch(epoch, data.training(), graph, averaging);
      EpochSummary summary =
          totals.summary(epoch, validate(graph.getNetwork(), network, data.validation()));
      requireFinite(summary);
      history.add(summary);
      eachEpoch.accept(summary);
    }
    List<RasterImage> canary = data.training().firstImages(CANARY_IMAGES);
    requireFiniteEnd(graph.getNetwork(), canary);
    return new TrainedModel(
        model,
        graph.getNetwork(),
        history,
        data.training().images(),
        data.validation().images(),
        data.rejected(),
        network.threads(),
        canary);
  }

  private RoundTotals trainEpoch(
      int epoch, PixelBlocks data, SparkComputationGraph graph, ParameterAveraging averaging) {
    EpochPlan plan = new EpochPlan(options, epoch, data.sizes());
    requireImagesForAll(plan, data);
    RoundTotals totals = new RoundTotals();
    String name = "epoch %d/%d".formatted(epoch + 1, options.epochs());
    try (Progress.Task task = progress.start(name, plan.examples(), "images")) {
      for (int round = 0; round < plan.rounds(); round++) {
        spark.setJobDescription("%s, round %d/%d".formatted(name, round + 1, plan.rounds()));
        long start = System.nanoTime();
        graph.fitMultiDataSet(minibatches(plan, round, data));
        // dl4j-spark counts each call as an epoch; a call here is one round.
        graph.getNetwork().getConfiguration().setEpochCount(epoch);
        double loss = totals.add(averaging.lastRound(), System.nanoTime() - start);
        requireFinite(loss, epoch, round);
        task.step(averaging.lastRound().stream().mapToLong(WorkerResult::examples).sum());
        task.message(String.format(Locale.ROOT, "loss %.2f", loss));
      }
    }
    return totals;
  }

  private JavaRDD<MultiDataSet> minibatches(EpochPlan plan, int round, PixelBlocks data) {
    return data.round(plan.slices(round))
        .mapPartitionsWithIndex(new CutMinibatches(model, options.seed(), plan, round), true);
  }

  private Elbo validate(ComputationGraph graph, WorkerNetwork network, PixelBlocks data) {
    spark.setJobDescription("validation");
    Broadcast<NetworkState> state = spark.broadcast(NetworkState.of(graph));
    try {
      // Collected in block order and added up here, so the sum has the same bits every time.
      return data
          .all()
          .mapPartitions(new EvaluateBlocks(network, options.batchSize(), data.starts(), state))
          .collect()
          .stream()
          .reduce(Elbo.NONE, Elbo::plus);
    } finally {
      state.destroy();
    }
  }

  /** Native threads of a worker. */
  private int threads() {
    return options.threadsPerWorker() == TrainingOptions.AUTO_THREADS
        ? TaskThreads.of(spark.getConf(), options.workers())
        : options.threadsPerWorker();
  }

  private void requireImagesForAll(EpochPlan plan, PixelBlocks data) {
    if (plan.rounds() == 0) {
      throw new InvalidInputException(
          "Too few images to train on: %d for %d workers leave one without any; lower training.workers"
              .formatted(data.images(), options.workers()));
    }
  }

  private static void requireFinite(EpochSummary epoch) {
    Elbo validation = epoch.validation();
    if (validation.examples() > 0 && !Double.isFinite(validation.negative())) {
      throw diverged(
          "epoch %d (validation −ELBO %s)".formatted(epoch.epoch(), validation.negative()));
    }
  }

  private static void requireFinite(double loss, int epoch, int round) {
    if (!Double.isFinite(loss)) {
      throw diverged("epoch %d, round %d (loss %s)".formatted(epoch + 1, round + 1, loss));
    }
  }

  /** What the very last step has done shows in no round's loss. */
  private void requireFiniteEnd(ComputationGraph graph, List<RasterImage> images) {
    for (RasterImage image : images) {
      Elbo elbo = Elbo.of(model, graph, Minibatch.withoutNoise(model, image.values()));
      if (!Double.isFinite(elbo.negative())) {
        throw diverged("epoch %d, at its end".formatted(options.epochs()));
      }
    }
  }

  private static CheckFailedException diverged(String when) {
    return new CheckFailedException(
        ("Training diverged in %s: nothing was written; lower training.learning-rate or"
                + " training.averaging-frequency")
            .formatted(when));
  }
}
