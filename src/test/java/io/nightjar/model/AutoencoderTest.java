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
import org.nd4j.linalg.indexing.NDArrayIndex;

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
    INDArray[] outputs = graph.output(false, trainingBatch(model).inputs());
    long logits = (long) model.likelihood().depth() * model.image().size();
    int draws = model.objective().importanceSamples();
    assertThat(outputs[0].shape()).containsExactly(5, draws == 1 ? logits : draws * (logits + 1));
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

  /** Each draw is decoded on its own, as evaluation does, and weighed by hand. */
  @ParameterizedTest
  @MethodSource("io.nightjar.model.TestModels#severalDraws")
  void scoreOfSeveralDrawsIsTheImportanceWeightedBound(Autoencoder model) {
    ComputationGraph graph = model.graph(Optimization.adam(LEARNING_RATE, 1));
    Minibatch batch = trainingBatch(model);
    int draws = model.objective().importanceSamples();
    double[][] weights = new double[draws][];
    for (int draw = 0; draw < draws; draw++) {
      weights[draw] = weights(model, graph, batch, draw);
    }
    double sum = 0;
    for (int i = 0; i < 5; i++) {
      double mean = 0;
      for (double[] of : weights) {
        mean += Math.exp(of[i]) / draws;
      }
      sum -= Math.log(mean);
    }
    assertThat(draws).isGreaterThan(1);
    assertThat(graph.score(batch.dataSet(1), false)).isCloseTo(sum / 5, within(1e-3));
    assertThat(Elbo.of(model, graph, batch).boundPerImage()).isCloseTo(sum / 5, within(1e-3));
  }

  /** log p(x|z) + log p(z) − log q(z|x) of each example's one draw. */
  private static double[] weights(
      Autoencoder model, ComputationGraph graph, Minibatch batch, int draw) {
    int size = model.latent().size();
    INDArray epsilon =
        batch
            .epsilon()
            .get(NDArrayIndex.all(), NDArrayIndex.interval((long) draw * size, (draw + 1L) * size))
            .dup('c');
    INDArray[] outputs =
        graph.output(
            List.of(Autoencoder.LOGITS, Autoencoder.HEAD),
            false,
            new INDArray[] {batch.pixels(), epsilon},
            null);
    INDArray nats = model.likelihood().nats(batch.targets(), Autoencoder.logits(outputs[0]));
    double[] weights = new double[5];
    for (int i = 0; i < 5; i++) {
      weights[i] = -nats.getDouble(i);
      for (int unit = 0; unit < size; unit++) {
        double e = epsilon.getDouble(i, unit);
        double logVariance = outputs[1].getDouble(i, size + unit);
        double z = outputs[1].getDouble(i, unit) + Math.exp(logVariance / 2) * e;
        weights[i] += -z * z / 2 + e * e / 2 + logVariance / 2;
      }
    }
    return weights;
  }

  @Test
  void zerosCostAnImageOfTheWorstPixelsAndFreeBits() {
    Likelihood gaussian = new GaussianLikelihood(0.5);
    Objective objective = new Objective(gaussian, Targets.GREY, KlWeight.constant(2), 0.1);

    double white = 12 * (2 - Math.log(2) + 0.5 * Math.log(2 * Math.PI));
    assertThat(TestModels.twelveValues(Latent.Kind.VARIATIONAL, objective).lossOfZeros())
        .isCloseTo(white + 2 * 3 * 0.1, within(1e-12));
    assertThat(TestModels.twelveValues(Latent.Kind.PLAIN, objective).lossOfZeros())
        .isCloseTo(white, within(1e-12));
    Objective bernoulli = new Objective(new BernoulliLikelihood(), 1);
    assertThat(TestModels.twelveValues(Latent.Kind.VARIATIONAL, bernoulli).lossOfZeros())
        .isCloseTo(12 * Math.log(2), within(1e-12));
  }

  /** An untrained network is not far from it: so twice as much is clearly worse. */
  @ParameterizedTest
  @MethodSource("io.nightjar.model.TestModels#all")
  void anUntrainedNetworkIsNearZeros(Autoencoder model) {
    ComputationGraph graph = model.graph(Optimization.adam(0.1, 1));
    Elbo elbo = Elbo.of(model, graph, Minibatch.withoutNoise(model, TestModels.images(model, 8)));

    assertThat(elbo.negative()).isLessThan(1.5 * model.lossOfZeros());
  }

  @Test
  void severalDrawsNeedAPosteriorAndNoDropout() {
    Objective several =
        new Objective(TestModels.BERNOULLI, Targets.GREY, KlWeight.constant(1), 0, 2);
    Architecture dense = new DenseArchitecture(List.of(3), Activation.TANH);
    ImageShape image = new ImageShape(1, 4, 4);
    Latent latent = new Latent(2, Latent.Kind.VARIATIONAL);
    assertThatThrownBy(
            () -> new Autoencoder(dense, image, new Latent(2, Latent.Kind.PLAIN), several))
        .hasMessageContaining("importance-samples: 2 (expected 1 where variational is false");
    assertThatThrownBy(
            () -> new Autoencoder(dense, image, latent, several, new Regularization(0.1, 0)))
        .hasMessageContaining("importance-samples: 2 (expected 1 where dropout is above 0");
    assertThatThrownBy(
            () -> new Objective(TestModels.BERNOULLI, Targets.GREY, KlWeight.constant(1), 0.1, 2))
        .hasMessageContaining("free-bits: 0.1 (expected 0");
    assertThatThrownBy(
            () -> new Objective(TestModels.BERNOULLI, Targets.GREY, KlWeight.constant(1), 0, 0))
        .hasMessageContaining("importance-samples: 0 (expected 1 or more)");
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

  private static Minibatch trainingBatch(Autoencoder model) {
    return Minibatch.forTraining(model, TestModels.images(model, 5), TestModels.keys(5));
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
