package io.nightjar.training;

import io.nightjar.CheckFailedException;
import io.nightjar.InvalidInputException;
import io.nightjar.archive.Archive;
import io.nightjar.image.Preprocessing;
import io.nightjar.image.RasterImage;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.LearningRate;
import io.nightjar.model.StepRule;
import io.nightjar.runtime.NativeLibraries;
import io.nightjar.runtime.Progress;
import io.nightjar.runtime.TaskThreads;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;

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
   * Trains on an archive without keeping checkpoints.
   *
   * @param runId names the run on the executors
   * @param preprocessing of the model's image shape
   * @param store where decoded images are put, and kept: the next run need not decode them again
   * @param eachEpoch told as every epoch ends
   * @throws CheckFailedException when the loss is no longer finite, is far above that of an output
   *     of zeros, or, where no best epoch's network is kept, has long been worse than at first
   * @throws InvalidInputException when the archive has too few images that decode
   */
  public TrainedModel run(
      String runId,
      Archive archive,
      Preprocessing preprocessing,
      StoreLocation store,
      Consumer<EpochSummary> eachEpoch) {
    return run(TrainingRun.unsaved(runId, eachEpoch), archive, preprocessing, store);
  }

  /**
   * Trains on an archive, from the newest checkpoint on where there is one.
   *
   * @param preprocessing of the model's image shape
   * @param store where the decoded images are put
   * @throws CheckFailedException when the loss is no longer finite, is far above that of an output
   *     of zeros, or, where no best epoch's network is kept, has long been worse than at first
   * @throws InvalidInputException when the archive has too few images that decode, or the
   *     checkpoints are another run's
   * @throws io.nightjar.OutputHeldException when another run has taken over the checkpoints
   */
  public TrainedModel run(
      TrainingRun run, Archive archive, Preprocessing preprocessing, StoreLocation store) {
    NativeLibraries.prepare();
    // Before the archive is decoded: a refusal should not take an hour.
    run.checkpoints().requireSame(withThreads(run.configuration()));
    try (TrainingData data =
        TrainingData.of(spark, archive, preprocessing, options, store, run.id(), progress)) {
      return run(run, data);
    }
  }

  /** Trains on images that are decoded already. */
  TrainedModel run(TrainingRun run, TrainingData data) {
    return new Training(spark, model, options.forImages(data.training().images()), progress)
        .runSettled(run, data);
  }

  private TrainedModel runSettled(TrainingRun run, TrainingData data) {
    requireImagesForAll(data);
    TrainingMemory.requireFits(model, options, spark.getConf()); // with its minibatches, by now
    run.requireWanted().run();
    RunIdentity identity = identity(run, data);
    WorkerNetwork network =
        new WorkerNetwork(run.id(), model, step(data), options.seed(), threads());
    SparkRounds rounds = new SparkRounds(spark, options, data, network);
    Checkpoint start =
        run.checkpoints()
            .accept(identity)
            .orElseGet(() -> Checkpoint.first(identity, rounds.start()));
    Advice.before(Advice.Place.of(spark), options.workers(), threads()).forEach(run.say());
    Advice.of(options, data.training().sizes()).forEach(run.say());
    return run.checkpoints().whileHeld(() -> train(run, data, rounds, network, start));
  }

  private TrainedModel train(
      TrainingRun run,
      TrainingData data,
      SparkRounds rounds,
      WorkerNetwork network,
      Checkpoint start) {
    Divergence divergence =
        new Divergence(run.checkpoints(), model.klWeight(), model.lossOfZeros());
    TrainingLoop.Ended ended = loop(run, rounds, network.step().rate(), divergence, start);
    List<RasterImage> canary = data.training().firstImages(CANARY_IMAGES);
    divergence.requireFiniteEnd(model, rounds.graph(), canary, ended);
    divergence.requireBetterThanZeros(ended);
    return new TrainedModel(
        model,
        options,
        rounds.graph(),
        ended.history(),
        ended.epoch(),
        data.images(),
        network.threads(),
        canary,
        rounds.figures(),
        rounds.natsOfMeanImage());
  }

  /** Before this run becomes the holder: a refusal should oust nobody. */
  private void requireImagesForAll(TrainingData data) {
    EpochPlan plan = new EpochPlan(options, 0, data.training().sizes());
    if (plan.rounds() == 0) {
      throw new InvalidInputException(
          "Too few images to train on: %d for %d workers leave one without any; lower training.workers"
              .formatted(plan.images(), options.workers()));
    }
  }

  private TrainingLoop.Ended loop(
      TrainingRun run, Rounds rounds, LearningRate rate, Divergence divergence, Checkpoint start) {
    try (TrainingGauges gauges = TrainingGauges.register()) {
      return new TrainingLoop(options, run, rounds, rate, divergence, progress, gauges::show, start)
          .run();
    }
  }

  private StepRule step(TrainingData data) {
    int[] sizes = data.training().sizes();
    return options
        .steps()
        .rule(
            options.workers(),
            options.epochs(),
            () ->
                IntStream.range(0, options.epochs())
                    .mapToLong(epoch -> new EpochPlan(options, epoch, sizes).minibatches())
                    .sum());
  }

  /** Checkpoints of versions that left some images out of an epoch do not name its plan. */
  private RunIdentity identity(TrainingRun run, TrainingData data) {
    return data.identify(withThreads(run.configuration())).with("an epoch", "every image once");
  }

  /** Their number is part of the result, and may follow from where the run takes place. */
  private RunIdentity withThreads(RunIdentity configuration) {
    return configuration.with("training.threads-per-worker", Integer.toString(threads()));
  }

  /** Native threads of a worker. */
  private int threads() {
    return options.threadsPerWorker() == TrainingOptions.AUTO_THREADS
        ? TaskThreads.of(spark.getConf(), options.workers())
        : options.threadsPerWorker();
  }
}
