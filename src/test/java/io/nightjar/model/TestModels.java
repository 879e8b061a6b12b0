package io.nightjar.model;

import io.nightjar.CounterRandom;
import io.nightjar.image.ImageShape;
import java.util.List;
import java.util.stream.Stream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.NoOp;

/** Small networks of every kind, for tests. */
public final class TestModels {
  static final Likelihood BERNOULLI = new BernoulliLikelihood();
  static final Likelihood GAUSSIAN = new GaussianLikelihood(0.5);

  private TestModels() {}

  /** Dense and convolutional, plain and variational, grey and colour, 4x4 pixels. */
  public static Stream<Autoencoder> all() {
    return Stream.of(
            new DenseArchitecture(List.of(8, 6), Activation.TANH),
            new ConvolutionalArchitecture(List.of(3, 4), 6, Activation.ELU))
        .flatMap(TestModels::kinds);
  }

  private static Stream<Autoencoder> kinds(Architecture architecture) {
    return Stream.of(Latent.Kind.values())
        .flatMap(
            kind ->
                Stream.of(
                    model(architecture, 1, kind, BERNOULLI),
                    model(architecture, 3, kind, GAUSSIAN)));
  }

  private static Autoencoder model(
      Architecture architecture, int channels, Latent.Kind kind, Likelihood likelihood) {
    return new Autoencoder(
        architecture,
        new ImageShape(channels, 4, 4),
        new Latent(3, kind),
        new Objective(likelihood, 0.7));
  }

  /** Double precision and an updater that leaves gradients alone. */
  static Optimization forGradientChecks() {
    return new Optimization(new NoOp(), 42, DataType.DOUBLE);
  }

  /** Images of a fixed pattern that differs from image to image. */
  public static byte[] images(Autoencoder model, int count) {
    byte[] images = new byte[count * model.image().size()];
    for (int i = 0; i < images.length; i++) {
      images[i] = (byte) CounterRandom.bits(7, i);
    }
    return images;
  }

  /** ε for as many images. */
  public static float[] noise(Autoencoder model, int count) {
    float[] noise = new float[count * model.latent().size()];
    CounterRandom.gaussians(noise, 0, noise.length, 11);
    return noise;
  }
}
