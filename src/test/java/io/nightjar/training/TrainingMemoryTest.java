package io.nightjar.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.InvalidInputException;
import io.nightjar.bundle.TestBundles;
import io.nightjar.image.ImageShape;
import io.nightjar.model.Activation;
import io.nightjar.model.Architecture;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.BernoulliLikelihood;
import io.nightjar.model.ConvolutionalArchitecture;
import io.nightjar.model.DenseArchitecture;
import io.nightjar.model.Latent;
import io.nightjar.model.NetworkSize;
import io.nightjar.model.Normalization;
import io.nightjar.model.Objective;
import io.nightjar.model.Optimization;
import io.nightjar.model.RecurrentArchitecture;
import io.nightjar.training.TrainingMemory.Part;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class TrainingMemoryTest {
  private static final ImageShape IMAGE = new ImageShape(1, 64, 64);

  @Test
  void theWeightsOfEveryArchitectureAreCountedWithoutThem() {
    List<Autoencoder> models = TestBundles.models().toList();

    assertThat(models).extracting(model -> model.size().weights()).doesNotContain(0.0);
    for (Autoencoder model : models) {
      assertThat(model.size().weights())
          .as(model.toString())
          .isEqualTo((double) model.graph(Optimization.adam(1e-3, 1)).params().length());
    }
  }

  /** Pixels 4096, hidden 3, latent 2 (mean and log-variance), hidden 3, pixels 4096. */
  @Test
  void bytesAreThoseOfWeightsMomentsGradientsAndAMinibatchsActivations() {
    NetworkSize size = model(new DenseArchitecture(List.of(3), Activation.RELU), 2).size();

    assertThat(size.activations()).isEqualTo(3 + 4 + 3 + 4096);
    assertThat(size.weights()).isEqualTo(4097 * 3 + 4 * 4 + 3 * 3 + 4 * 4096);
    assertThat(TrainingMemory.of(size, options(10), Part.WORKER))
        .isEqualTo(
            new TrainingMemory(
                2 * size.weights(), 4 * (4 * size.weights() + 10 * size.activations())));
    assertThat(TrainingMemory.of(size, options(10), Part.DRIVER).bytes())
        .isEqualTo(4 * 3 * size.weights());
  }

  /** The most units that a layer may have. */
  private static final int WIDEST = 1 << 24;

  static Stream<Autoencoder> monsters() {
    DenseArchitecture dense = new DenseArchitecture(List.of(16), Activation.RELU);
    return Stream.of(
        model(dense, 1_000_000_000),
        model(dense, (1 << 30) - 1),
        model(new DenseArchitecture(List.of(WIDEST), Activation.GATED), 2),
        model(new DenseArchitecture(List.of(WIDEST, WIDEST), Activation.TANH), 2),
        model(new DenseArchitecture(List.of(WIDEST), Activation.ELU, Normalization.BATCH), 2),
        model(new RecurrentArchitecture(List.of(WIDEST, WIDEST)), 2),
        model(new RecurrentArchitecture(List.of(WIDEST)), 2),
        convolutional(List.of(1 << 14), 256),
        convolutional(List.of(50_000, 50_000), 16),
        convolutional(List.of(4), WIDEST));
  }

  @Test
  void theWeightsOfALayerThatIsTooLargeToCountAreItsInputsTimesItsOutputs() {
    DenseArchitecture dense = new DenseArchitecture(List.of(16), Activation.RELU);

    assertThat(model(dense, 1_000_000_000).size().weights()).isBetween(4.8e10, 5.5e10);
  }

  @ParameterizedTest
  @MethodSource("monsters")
  void aNetworkThatNoMachineHoldsIsRefused(Autoencoder model) {
    assertThatThrownBy(() -> TrainingMemory.requireFits(model, options(2), new SparkConf(false)))
        .isInstanceOfAny(InvalidInputException.class, IllegalArgumentException.class)
        .message()
        .containsAnyOf("takes at least ", "would have more than 2,147,483,647 units");
  }

  @Test
  void theBytesAreNamed() {
    NetworkSize network = new NetworkSize(514e9, 1e9);

    assertThatThrownBy(
            () -> TrainingMemory.of(network, options(128), Part.WORKER).require(4L << 30))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(
            "Training takes at least 8,736,000,000,000 bytes (8,136.0 GiB) outside of Java's heap,"
                + " on a machine of 4.0 GiB: lower model.latent-size, ");
  }

  @Test
  void aMinibatchThatDoesNotFitIsRefusedWhereItsWorkerIs() {
    NetworkSize network = new NetworkSize(1e6, 1e6);

    TrainingMemory.of(network, options(100_000), Part.DRIVER).require(1L << 30);
    assertThatThrownBy(
            () -> TrainingMemory.of(network, options(100_000), Part.WORKER).require(1L << 30))
        .hasMessageStartingWith("Training takes at least 400,016,000,000 bytes");
  }

  @Test
  void moreMomentsThanAnArrayHoldsAreRefusedOnALargeMachine() {
    NetworkSize network = new NetworkSize(1.1e9, 1);

    assertThatThrownBy(() -> TrainingMemory.of(network, options(1), Part.WORKER).require(1L << 50))
        .hasMessageStartingWith("Training keeps 2,200,000,000 numbers (8,800,000,000 bytes) in an");
  }

  @Test
  void whatFitsIsTaken() {
    Autoencoder model = convolutional(List.of(32, 64, 128), 256);

    TrainingMemory.requireFits(model, options(128), new SparkConf(false));
  }

  @Test
  void moreHalvingsThanSidesHaveBitsAreRefused() {
    for (int layers : new int[] {7, 31, 32, 33, 64, 65}) {
      assertThatThrownBy(() -> convolutional(Collections.nCopies(layers, 4), 16))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("do not fit an image");
    }
  }

  private static Autoencoder convolutional(List<Integer> channels, int hidden) {
    return model(new ConvolutionalArchitecture(channels, hidden, Activation.RELU), 2);
  }

  private static Autoencoder model(Architecture architecture, int latentSize) {
    return new Autoencoder(
        architecture,
        IMAGE,
        new Latent(latentSize, Latent.Kind.VARIATIONAL),
        new Objective(new BernoulliLikelihood(), 1));
  }

  private static TrainingOptions options(int batchSize) {
    return new TrainingOptions(1, 1, batchSize, 1, 1e-3, 1, 0, 1);
  }
}
