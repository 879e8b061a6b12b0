package io.nightjar.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nightjar.image.ImageShape;
import io.nightjar.runtime.NativeLibraries;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class AutoencoderTest {
  private static final double LEARNING_RATE = 0.01;

  @BeforeAll
  static void nativeLibraries() {
    NativeLibraries.prepare();
  }

  @ParameterizedTest
  @MethodSource("io.nightjar.model.TestModels#all")
  void graphHasTheDocumentedOutputs(Autoencoder model) {
    ComputationGraph graph = model.graph(Optimization.adam(LEARNING_RATE, 1));
    INDArray[] outputs = graph.output(false, batch(model, 5).inputs());
    long depth = model.likelihood().depth();
    assertThat(outputs[0].shape()).containsExactly(5, depth * model.image().size());
    if (model.latent().variational()) {
      assertThat(outputs[1].shape()).containsExactly(5, 2L * model.latent().size());
    }
  }

  @ParameterizedTest
  @MethodSource("io.nightjar.model.TestModels#six")
  void scoreIsTheObjectivePerImage(Autoencoder model) {
    ComputationGraph graph = model.graph(Optimization.adam(LEARNING_RATE, 1));
    Minibatch batch = batch(model, 5);
    Elbo elbo = Elbo.of(model, graph, batch);
    double objective = elbo.reconstructionPerImage() + 0.7 * elbo.klPerImage();
    assertThat(graph.score(batch.dataSet(0.7), false)).isCloseTo(objective, within(1e-2));
  }

  @ParameterizedTest
  @MethodSource("io.nightjar.model.TestModels#six")
  void overfitsEightImages(Autoencoder model) {
    Autoencoder fitted = withoutBottleneck(model);
    ComputationGraph graph = fitted.graph(Optimization.adam(LEARNING_RATE, 1));
    byte[] images = TestModels.images(fitted, 8);
    double first = meanSquaredError(fitted, graph, images);
    for (int step = 0; step < 400; step++) {
      graph.fit(Minibatch.withoutNoise(fitted, images).dataSet(0));
    }
    assertThat(meanSquaredError(fitted, graph, images)).isLessThan(0.02 * first);
  }

  @Test
  void sameSeedGivesTheSameWeights() {
    Autoencoder model = TestModels.all().findFirst().orElseThrow();
    INDArray one = model.graph(Optimization.adam(LEARNING_RATE, 3)).params();
    assertThat(one).isEqualTo(model.graph(Optimization.adam(LEARNING_RATE, 3)).params());
    assertThat(one).isNotEqualTo(model.graph(Optimization.adam(LEARNING_RATE, 4)).params());
  }

  @Test
  void refusesShapesThatDoNotHalve() {
    Architecture three = new ConvolutionalArchitecture(List.of(16, 32, 64), 128, Activation.RELU);
    assertThatThrownBy(() -> autoencoder(three, new ImageShape(1, 30, 30)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1x30x30")
        .hasMessageContaining("multiples of 8");
  }

  @Test
  void suitsChannelsToTheImage() {
    assertThat(ConvolutionalArchitecture.channelsFor(new ImageShape(1, 28, 28)))
        .containsExactly(32, 64);
    assertThat(ConvolutionalArchitecture.channelsFor(new ImageShape(3, 64, 64)))
        .containsExactly(32, 64, 128, 256);
    assertThat(ConvolutionalArchitecture.channelsFor(new ImageShape(3, 1024, 1024)))
        .containsExactly(32, 64, 128, 256, 512, 512, 512, 512);
    assertThat(ConvolutionalArchitecture.channelsFor(new ImageShape(3, 30, 30)))
        .containsExactly(32);
  }

  private static Minibatch batch(Autoencoder model, int count) {
    return Minibatch.forEvaluation(model, TestModels.images(model, count), TestModels.keys(count));
  }

  /** The same kind of network, wide enough to hold eight images of noise. */
  private static Autoencoder withoutBottleneck(Autoencoder model) {
    Map<Class<? extends Architecture>, Architecture> wide =
        Map.of(
            DenseArchitecture.class, new DenseArchitecture(List.of(64, 32), Activation.TANH),
            ConvolutionalArchitecture.class,
                new ConvolutionalArchitecture(List.of(16, 32), 64, Activation.ELU),
            RecurrentArchitecture.class, new RecurrentArchitecture(List.of(40)));
    return new Autoencoder(
        wide.get(model.architecture().getClass()),
        model.image(),
        new Latent(8, model.latent().kind()),
        model.objective());
  }

  private static double meanSquaredError(Autoencoder model, ComputationGraph graph, byte[] images) {
    Minibatch batch = Minibatch.withoutNoise(model, images);
    return Elbo.of(model, graph, batch).meanSquaredError(model.image());
  }

  private static Autoencoder autoencoder(Architecture architecture, ImageShape image) {
    return new Autoencoder(
        architecture,
        image,
        new Latent(2, Latent.Kind.PLAIN),
        new Objective(new BernoulliLikelihood(), 1));
  }
}
