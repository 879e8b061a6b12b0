package io.nightjar.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.CheckFailedException;
import io.nightjar.SharedSpark;
import io.nightjar.image.ImageShape;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.Optimization;
import io.nightjar.model.TestModels;
import io.nightjar.runtime.NativeLibraries;
import io.nightjar.runtime.Progress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.dataset.api.MultiDataSet;

class TrainingIT {
  private static final int IMAGES = 60;
  private static final double LEARNING_RATE = 0.01;
  private static final long SEED = 3;

  private static JavaSparkContext spark;

  @BeforeAll
  static void start() {
    NativeLibraries.prepare();
    spark = SharedSpark.context();
  }

  @ParameterizedTest
  @MethodSource("io.nightjar.model.TestModels#all")
  void oneWorkerEqualsLocalTrainingBitForBit(Autoencoder model) {
    TrainingOptions options = options(1, 2, LEARNING_RATE);
    List<TrainingImage> images = images(model);
    float[] onSpark = train(model, options, images, 3);
    assertThat(onSpark).containsExactly(locally(model, options, images));
  }

  @Test
  void sameSeedGivesTheSameBitsHoweverTheInputIsPartitioned() {
    Autoencoder model = variational();
    TrainingOptions options = options(2, 2, LEARNING_RATE);
    float[] first = train(model, options, images(model), 1);
    assertThat(train(model, options, images(model), 7)).containsExactly(first);
  }

  @Test
  void orderOfTheArchiveDoesNotMatter() {
    Autoencoder model = variational();
    TrainingOptions options = options(2, 2, LEARNING_RATE);
    List<TrainingImage> shuffled = new ArrayList<>(images(model));
    Collections.shuffle(shuffled, new Random(1));
    assertThat(train(model, options, shuffled, 3))
        .containsExactly(train(model, options, images(model), 3));
  }

  @Test
  void lossFallsWithTwoWorkers() {
    Autoencoder model = variational();
    TrainedModel trained =
        run(model, new TrainingOptions(8, 2, 5, 2, LEARNING_RATE, SEED, 0.2, 1), images(model), 2);
    List<EpochSummary> history = trained.history();
    assertThat(history).hasSize(8);
    assertThat(trained.last().loss()).isLessThan(history.get(0).loss());
    assertThat(trained.last().validation().negative())
        .isLessThan(history.get(0).validation().negative());
    assertThat(trained.trainingImages() + trained.validationImages()).isEqualTo(IMAGES);
    assertThat(trained.validationImages()).isPositive();
  }

  @Test
  void divergenceStopsTheRun() {
    Autoencoder model = variational();
    assertThatThrownBy(() -> train(model, options(2, 2, 1e30), images(model), 2))
        .isInstanceOf(CheckFailedException.class)
        .hasMessageContaining("diverged in epoch")
        .hasMessageContaining("training.learning-rate");
  }

  private static Autoencoder variational() {
    return TestModels.all().filter(model -> model.latent().variational()).findFirst().orElseThrow();
  }

  private static TrainingOptions options(int workers, int frequency, double learningRate) {
    return new TrainingOptions(2, workers, 5, frequency, learningRate, SEED, 0, 1);
  }

  /** Trains on one thread of this JVM, without Spark's averaging, on the same minibatches. */
  private static float[] locally(
      Autoencoder model, TrainingOptions options, List<TrainingImage> images) {
    ComputationGraph graph = model.graph(Optimization.adam(LEARNING_RATE, SEED));
    NativeLibraries.threads(1);
    try (TrainingData data = data(options, images, model.image(), 1)) {
      List<PixelBlock> blocks = data.training().all().collect();
      for (int epoch = 0; epoch < options.epochs(); epoch++) {
        EpochPlan plan = new EpochPlan(options, epoch, data.training().sizes());
        for (int round = 0; round < plan.rounds(); round++) {
          minibatches(model, plan, round, blocks).forEachRemaining(graph::fit);
        }
      }
    }
    return NetworkState.of(graph).parameters();
  }

  private static Iterator<MultiDataSet> minibatches(
      Autoencoder model, EpochPlan plan, int round, List<PixelBlock> blocks) {
    Iterator<PixelBlock> used =
        plan.slices(round, 0).stream().map(slice -> blocks.get(slice.block())).iterator();
    return new CutMinibatches(model, SEED, plan, round).call(0, used);
  }

  private static float[] train(
      Autoencoder model, TrainingOptions options, List<TrainingImage> images, int partitions) {
    return NetworkState.of(run(model, options, images, partitions).graph()).parameters();
  }

  private static TrainedModel run(
      Autoencoder model, TrainingOptions options, List<TrainingImage> images, int partitions) {
    try (TrainingData data = data(options, images, model.image(), partitions)) {
      return new Training(spark, model, options, Progress.none())
          .run("run " + System.nanoTime(), data, epoch -> {});
    }
  }

  private static TrainingData data(
      TrainingOptions options, List<TrainingImage> images, ImageShape shape, int partitions) {
    return TestStore.of(spark, images, shape, options, partitions);
  }

  private static List<TrainingImage> images(Autoencoder model) {
    return TestStore.images(model, IMAGES, SEED);
  }
}
