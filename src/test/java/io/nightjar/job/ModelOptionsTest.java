package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.InvalidInputException;
import io.nightjar.model.Activation;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.BernoulliLikelihood;
import io.nightjar.model.ConvolutionalArchitecture;
import io.nightjar.model.DenseArchitecture;
import io.nightjar.model.KlWeight;
import io.nightjar.model.LearnedGaussianLikelihood;
import io.nightjar.model.Objective;
import io.nightjar.model.RecurrentArchitecture;
import io.nightjar.model.Regularization;
import io.nightjar.model.Targets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The {@code model} keys, from configuration to network. */
final class ModelOptionsTest {
  @Test
  void defaultsAreTheExactBoundOnGreyLevels() {
    Autoencoder model = model();

    KlWeight one = new KlWeight(1, KlWeight.Warmup.NONE, 10);
    assertThat(model.objective())
        .isEqualTo(new Objective(new BernoulliLikelihood(), Targets.GREY, one, 0));
    assertThat(model.regularization()).isEqualTo(Regularization.NONE);
  }

  @Test
  void anLstmTakesNoOtherGates() {
    assertThatThrownBy(() -> model("model.architecture=recurrent", "model.activation=gated"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("model.activation: gated");
  }

  @Test
  void severalDrawsAreTheImportanceWeightedBound() {
    assertThat(model("model.importance-samples=5").objective().importanceSamples()).isEqualTo(5);
    assertThatThrownBy(() -> model("model.importance-samples=5", "model.variational=false"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("model.importance-samples: 5 (expected 1");
    assertThatThrownBy(() -> model("model.importance-samples=5", "model.dropout=0.1"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("where dropout is above 0");
  }

  @Test
  void gatesAreAnActivationOfDenseAndConvolutionalNetworks() {
    assertThat(
            model("model.architecture=dense", "model.dense.widths=7", "model.activation=gated")
                .architecture())
        .isEqualTo(new DenseArchitecture(List.of(7), Activation.GATED));
    assertThat(model("model.convolutional.channels=4,8", "model.activation=gated").architecture())
        .isEqualTo(new ConvolutionalArchitecture(List.of(4, 8), 256, Activation.GATED));
  }

  @Test
  void everyKeyReachesTheNetwork() {
    Autoencoder model =
        model(
            "model.architecture=recurrent",
            "model.recurrent.widths=12,8",
            "model.targets=binarized",
            "model.beta=0.5",
            "model.beta-warmup=cyclical",
            "model.beta-warmup-epochs=4",
            "model.free-bits=0.1",
            "model.dropout=0.25",
            "model.corruption=0.2");

    assertThat(model.architecture()).isEqualTo(new RecurrentArchitecture(List.of(12, 8)));
    assertThat(model.objective())
        .isEqualTo(
            new Objective(
                new BernoulliLikelihood(),
                Targets.BINARIZED,
                new KlWeight(0.5, KlWeight.Warmup.CYCLICAL, 4),
                0.1));
    assertThat(model.regularization()).isEqualTo(new Regularization(0.25, 0.2));
  }

  @Test
  void deviationsCanBeLearned() {
    assertThat(model("model.likelihood=gaussian", "model.gaussian-stddev=learned").likelihood())
        .isEqualTo(new LearnedGaussianLikelihood());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "model.dropout=1 | model.dropout: 1.0 (expected 0 to below 1)",
        "model.corruption=-0.1 | model.corruption: -0.1 (expected 0 to below 1)",
        "model.free-bits=-1 | model.free-bits: -1.0 (expected 0 or more)",
        "model.beta=-1 | model.beta: -1.0 (expected 0 or more)",
        "model.beta-warmup-epochs=0 | model.beta-warmup-epochs: 0.0 (expected a number above 0)",
        "model.gaussian-stddev=lots model.likelihood=gaussian | model.gaussian-stddev: \"lots\" (expected a number)",
        "model.targets=binarized model.likelihood=gaussian | model.targets: binarized pixels need a bernoulli likelihood (expected grey)",
        "model.architecture=recurrent model.recurrent.widths=0 | model.recurrent.widths: [0] (expected at least one, each 1 to 16777216)",
        "model.architecture=recurrent model.normalization=batch | model.normalization: recurrent networks are not normalized (expected none)",
      })
  void refusesWhatNoNetworkCanBe(String keys, String message) {
    assertThatThrownBy(() -> model(keys.split(" ")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void examplesAreNetworks(Path example) {
    Settings settings = Settings.of(List.of(example), List.of());

    assertThat(settings.unknown()).isEmpty();
    assertThat(Options.autoencoder(settings).image().size())
        .isEqualTo(example.endsWith("photos.conf") ? 3 * 64 * 64 : 28 * 28);
  }

  static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("conf/models"))) {
      return files.sorted().toList();
    }
  }

  private static Autoencoder model(String... keys) {
    return Options.autoencoder(Settings.of(List.of(), List.of(keys)));
  }
}
