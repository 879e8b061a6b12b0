package io.nightjar.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.CheckFailedException;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.GradientClipping;
import io.nightjar.model.Optimizer;
import io.nightjar.model.StepRule;
import io.nightjar.runtime.NativeLibraries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.dataset.api.MultiDataSet;

class TrainingIT {
  private static final double LEARNING_RATE = 0.01;
  private static final long SEED = 3;

  @BeforeAll
  static void start() {
    NativeLibraries.prepare();
  }

  @ParameterizedTest
  @MethodSource("io.nightjar.model.TestModels#all")
  void oneWorkerEqualsLocalTrainingBitForBit(Autoencoder model) {
    TrainingOptions options = options(1, 2, LEARNING_RATE);
    List<TrainingImage> images = images(model);
    float[] onSpark = train(model, options, images, 3);
    assertThat(onSpark)
        .containsExactly(locally(model, options, images, StepRule.adam(LEARNING_RATE)));
  }

  @Test
  void oneWorkerEqualsLocalTrainingWithSchedulesToo() {
    Autoencoder model = TestTraining.variational();
    StepOptions steps =
        new StepOptions(
            Optimizer.ADAM,
            LEARNING_RATE,
            StepOptions.Scaling.SQUARE_ROOT,
            0.5,
            StepOptions.Decay.COSINE,
            0,
            new GradientClipping(GradientClipping.Kind.ELEMENT, 0.01),
            0.01);
    TrainingOptions options =
        new TrainingOptions(3, 1, 5, new AveragingFrequency(1, 3, 1), steps, SEED, 0, 1, 0, 0);
    List<TrainingImage> images = images(model);
    long minibatches = 3L * TestTraining.IMAGES / 5;
    assertThat(train(model, options, images, 3))
        .containsExactly(locally(model, options, images, steps.rule(1, 3, () -> minibatches)))
        .isNotEqualTo(locally(model, options, images, StepRule.adam(LEARNING_RATE)));
  }

  @Test
  void sameSeedGivesTheSameBitsHoweverTheInputIsPartitioned() {
    Autoencoder model = TestTraining.variational();
    TrainingOptions options = options(2, 2, LEARNING_RATE);
    float[] first = train(model, options, images(model), 1);
    assertThat(train(model, options, images(model), 7)).containsExactly(first);
  }

  @Test
  void orderOfTheArchiveDoesNotMatter() {
    Autoencoder model = TestTraining.variational();
    TrainingOptions options = options(2, 2, LEARNING_RATE);
    List<TrainingImage> shuffled = new ArrayList<>(images(model));
    Collections.shuffle(shuffled, new Random(1));
    assertThat(train(model, options, shuffled, 3))
        .containsExactly(train(model, options, images(model), 3));
  }

  /** Copies lie apart, and it does not matter which of them came from where. */
  @Test
  void copiesAreTrainedOnAtPlacesOfTheirOwn() {
    Autoencoder model = TestTraining.variational();
    TrainingOptions options = options(2, 2, LEARNING_RATE);
    List<TrainingImage> images = new ArrayList<>(images(model));
    images.addAll(Collections.nCopies(30, images.get(7)));
    List<TrainingImage> shuffled = new ArrayList<>(images);
    Collections.shuffle(shuffled, new Random(1));
    try (TrainingData data = TestTraining.data(model, options, shuffled, 5)) {
      assertThat(data.training().images()).isEqualTo(TestTraining.IMAGES + 30);
      List<Integer> places = placesOf(images.get(7), data);
      assertThat(places).hasSize(31);
      assertThat(places.get(30) - places.get(0)).isGreaterThan(45);
    }
    assertThat(train(model, options, shuffled, 5))
        .containsExactly(train(model, options, images, 2));
  }

  private static List<Integer> placesOf(TrainingImage image, TrainingData data) {
    List<Integer> places = new ArrayList<>();
    int place = 0;
    for (PixelBlock block : data.training().all().collect()) {
      for (int row = 0; row < block.count(); row++, place++) {
        byte[] pixels = new byte[block.imageSize()];
        block.copyTo(row, pixels, 0);
        if (Arrays.equals(pixels, image.pixels())) {
          places.add(place);
        }
      }
    }
    return places;
  }

  @Test
  void lossFallsWithTwoWorkers() {
    Autoencoder model = TestTraining.variational();
    TrainedModel trained =
        run(model, new TrainingOptions(8, 2, 5, 2, LEARNING_RATE, SEED, 0.2, 1), images(model), 2);
    List<EpochSummary> history = trained.history();
    assertThat(history).hasSize(8);
    assertThat(trained.last().loss()).isLessThan(history.get(0).loss());
    assertThat(trained.last().validation().negative())
        .isLessThan(history.get(0).validation().negative());
    assertThat(trained.images().training() + trained.images().heldOut())
        .isEqualTo(TestTraining.IMAGES);
    assertThat(trained.images().heldOut()).isPositive();
  }

  @Test
  void divergenceStopsTheRun() {
    Autoencoder model = TestTraining.variational();
    assertThatThrownBy(() -> train(model, options(2, 2, 1e30), images(model), 2))
        .isInstanceOf(CheckFailedException.class)
        .hasMessageContaining("diverged in epoch")
        .hasMessageContaining("training.learning-rate");
  }

  private static TrainingOptions options(int workers, int frequency, double learningRate) {
    return new TrainingOptions(2, workers, 5, frequency, learningRate, SEED, 0, 1);
  }

  /** Trains on one thread of this JVM, without Spark's averaging, on the same minibatches. */
  private static float[] locally(
      Autoencoder model, TrainingOptions options, List<TrainingImage> images, StepRule step) {
    ComputationGraph graph = model.graph(step.optimization(SEED));
    NativeLibraries.threads(1);
    try (TrainingData data = TestTraining.data(model, options, images, 1)) {
      List<PixelBlock> blocks = data.training().all().collect();
      if (model.latent().hasLinearPath()) {
        new PrincipalStart(model, graph).set(blocks, data.training().images(), SEED);
      }
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
    return TestTraining.run(
        model,
        options,
        images,
        partitions,
        TrainingRun.unsaved("run " + System.nanoTime(), epoch -> {}));
  }

  private static List<TrainingImage> images(Autoencoder model) {
    return TestTraining.images(model, SEED);
  }
}
