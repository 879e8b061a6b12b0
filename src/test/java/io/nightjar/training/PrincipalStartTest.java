package io.nightjar.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nightjar.CounterRandom;
import io.nightjar.image.ImageShape;
import io.nightjar.model.Activation;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.ConvolutionalArchitecture;
import io.nightjar.model.GaussianLikelihood;
import io.nightjar.model.Latent;
import io.nightjar.model.LinearPath;
import io.nightjar.model.Objective;
import io.nightjar.model.Optimization;
import io.nightjar.runtime.NativeLibraries;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class PrincipalStartTest {
  private static final ImageShape SHAPE = new ImageShape(3, 8, 8);
  private static final int IMAGES = 100;

  @BeforeAll
  static void nativeLibraries() {
    NativeLibraries.prepare();
  }

  @Test
  void aPlainNetworkBeginsAtTheErrorOfPrincipalComponents() {
    byte[] pixels = images();
    ComputationGraph graph = started(5, Latent.Kind.PLAIN, 1, pixels);

    INDArray levels = levels(pixels);
    INDArray centered = levels.subRowVector(levels.mean(0));
    double[] variances = PrincipalAxes.of(centered, 5, 2).variances();
    double left = centered.mul(centered).sumNumber().doubleValue() / IMAGES;
    for (double variance : variances) {
      left -= variance;
    }
    INDArray images = levels.castTo(DataType.FLOAT).reshape('c', IMAGES, 3, 8, 8);
    INDArray rebuilt = graph.feedForward(images, false).get(Autoencoder.LOGITS);
    INDArray error = rebuilt.castTo(DataType.DOUBLE).reshape('c', IMAGES, -1).sub(levels);
    assertThat(error.mul(error).sumNumber().doubleValue() / IMAGES)
        .isCloseTo(left, within(1e-4 * left));
  }

  /**
   * Tipping and Bishop's posterior of a linear decoder: along an axis of variance λ and under noise
   * σ², means vary by 1 − σ² / λ, and what is left to the posterior is σ² / λ, but for a floor.
   */
  @Test
  void aVariationalNetworkBeginsAtTheBestPosteriorOfALinearDecoder() {
    double noise = 0.05 * 0.05;
    byte[] pixels = images();
    ComputationGraph graph = started(3, Latent.Kind.VARIATIONAL, 0.05, pixels);

    INDArray levels = levels(pixels);
    double[] variances = PrincipalAxes.of(levels.subRowVector(levels.mean(0)), 3, 2).variances();
    INDArray images = levels.castTo(DataType.FLOAT).reshape('c', IMAGES, 3, 8, 8);
    INDArray epsilon = Nd4j.zeros(DataType.FLOAT, IMAGES, 3);
    INDArray[] inputs = {images, epsilon};
    INDArray head = graph.feedForward(inputs, false).get(Autoencoder.HEAD).castTo(DataType.DOUBLE);
    for (int unit = 0; unit < 3; unit++) {
      double use = 1 - noise / variances[unit];
      INDArray means = head.getColumn(unit);
      assertThat(means.meanNumber().doubleValue()).isCloseTo(0, within(1e-4));
      assertThat(means.mul(means).meanNumber().doubleValue()).isCloseTo(use, within(1e-3));
      assertThat(head.getColumn(3 + unit).meanNumber().doubleValue())
          .isCloseTo(Math.log(1 - use + 0.01), within(1e-3));
    }
  }

  /** A network of a linear path and a Gaussian likelihood that begins at these images. */
  private static ComputationGraph started(
      int latentSize, Latent.Kind kind, double stddev, byte[] pixels) {
    Autoencoder model =
        new Autoencoder(
            new ConvolutionalArchitecture(List.of(4, 6), 8, Activation.RELU),
            SHAPE,
            new Latent(latentSize, kind, LinearPath.PRINCIPAL_COMPONENTS),
            new Objective(new GaussianLikelihood(stddev), 1));
    ComputationGraph graph = model.graph(Optimization.adam(1e-3, 1));
    new PrincipalStart(model, graph).set(List.of(new PixelBlock(0, IMAGES, pixels)), IMAGES, 1);
    return graph;
  }

  private static INDArray levels(byte[] pixels) {
    INDArray levels = Nd4j.create(DataType.DOUBLE, IMAGES, SHAPE.size());
    for (int i = 0; i < pixels.length; i++) {
      levels.putScalar(i / SHAPE.size(), i % SHAPE.size(), (pixels[i] & 0xFF) / 255.0);
    }
    return levels;
  }

  /** Waves of a few lengths, and noise. */
  private static byte[] images() {
    byte[] pixels = new byte[IMAGES * SHAPE.size()];
    for (int i = 0; i < pixels.length; i++) {
      int image = i / SHAPE.size();
      int at = i % SHAPE.size();
      double value = 128;
      for (int wave = 1; wave < 8; wave++) {
        value += (CounterRandom.uniform(3, image, wave) - 0.5) * 60 * Math.sin(0.07 * wave * at);
      }
      value += (CounterRandom.uniform(4, image, at) - 0.5) * 20;
      pixels[i] = (byte) Math.max(0, Math.min(255, Math.round(value)));
    }
    return pixels;
  }
}
