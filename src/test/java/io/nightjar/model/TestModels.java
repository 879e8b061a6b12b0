package io.nightjar.model;

import io.nightjar.CounterRandom;
import io.nightjar.image.ImageShape;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.NoOp;

/** Small networks of every kind, for tests. */
public final class TestModels {
  static final Likelihood BERNOULLI = new BernoulliLikelihood();
  static final Likelihood GAUSSIAN = new GaussianLikelihood(0.5);

  private TestModels() {}

  /** Every architecture, plain and variational, grey and colour, 4x4 pixels; then the options. */
  public static Stream<Autoencoder> all() {
    return Stream.concat(six(), options());
  }

  /** Every architecture, plain (grey) and variational (colour). */
  static Stream<Autoencoder> six() {
    return Stream.of(
            new DenseArchitecture(List.of(5, 4), Activation.TANH),
            new ConvolutionalArchitecture(List.of(2, 3), 4, Activation.ELU),
            new RecurrentArchitecture(List.of(3, 2)))
        .flatMap(TestModels::kinds);
  }

  private static Stream<Autoencoder> kinds(Architecture architecture) {
    return Stream.of(
        model(architecture, 1, Latent.Kind.PLAIN, BERNOULLI),
        model(architecture, 3, Latent.Kind.VARIATIONAL, GAUSSIAN));
  }

  /** Normalization, gates, dropout, learned variance, free bits, binarized and corrupted pixels. */
  private static Stream<Autoencoder> options() {
    Architecture dense = new DenseArchitecture(List.of(5, 4), Activation.TANH, Normalization.BATCH);
    Architecture convolutional =
        new ConvolutionalArchitecture(List.of(2, 3), 4, Activation.ELU, Normalization.BATCH);
    Architecture recurrent = new RecurrentArchitecture(List.of(3));
    Architecture gatedDense = new DenseArchitecture(List.of(5, 4), Activation.GATED);
    Architecture gatedConvolutional =
        new ConvolutionalArchitecture(List.of(2, 3), 4, Activation.GATED, Normalization.BATCH);
    Regularization dropout = new Regularization(0.3, 0);
    Objective learned = new Objective(new LearnedGaussianLikelihood(), 0.7);
    Objective binarized = new Objective(BERNOULLI, Targets.BINARIZED, KlWeight.constant(0.7), 0.2);
    Objective severalDraws =
        new Objective(BERNOULLI, Targets.BINARIZED, KlWeight.constant(0.7), 0, 4);
    Objective severalLearned =
        new Objective(new LearnedGaussianLikelihood(), Targets.GREY, KlWeight.constant(1), 0, 3);
    return Stream.of(
        variational(dense, 1, binarized, Regularization.NONE),
        variational(dense, 1, binarized, new Regularization(0.3, 0.2)),
        variational(convolutional, 1, learned, Regularization.NONE),
        variational(convolutional, 1, learned, dropout),
        variational(recurrent, 1, learned, dropout),
        variational(dense, 1, severalDraws, Regularization.NONE),
        variational(recurrent, 1, severalLearned, new Regularization(0, 0.2)),
        variational(gatedConvolutional, 1, severalLearned, Regularization.NONE),
        variational(gatedDense, 1, binarized, Regularization.NONE),
        variational(gatedConvolutional, 3, learned, dropout),
        linear(new ConvolutionalArchitecture(List.of(2, 3), 4, Activation.ELU), 3, learned, 3),
        linear(recurrent, 1, severalDraws, 2),
        // DL4J's check tells running statistics by an order that branches do not keep.
        linear(
            new DenseArchitecture(List.of(5), Activation.ELU), 1, new Objective(GAUSSIAN, 0), 0));
  }

  /** With a linear path; 0 units for a plain one. */
  private static Autoencoder linear(
      Architecture architecture, int channels, Objective objective, int variationalUnits) {
    Latent.Kind kind = variationalUnits == 0 ? Latent.Kind.PLAIN : Latent.Kind.VARIATIONAL;
    return new Autoencoder(
        architecture,
        new ImageShape(channels, 4, 4),
        new Latent(Math.max(2, variationalUnits), kind, LinearPath.PRINCIPAL_COMPONENTS),
        objective);
  }

  /** Those with several draws of z for each image. */
  static Stream<Autoencoder> severalDraws() {
    return options().filter(model -> model.objective().importanceSamples() > 1);
  }

  private static Autoencoder variational(
      Architecture architecture, int channels, Objective objective, Regularization noise) {
    return new Autoencoder(
        architecture,
        new ImageShape(channels, 4, 4),
        new Latent(3, Latent.Kind.VARIATIONAL),
        objective,
        noise);
  }

  private static Autoencoder model(
      Architecture architecture, int channels, Latent.Kind kind, Likelihood likelihood) {
    return new Autoencoder(
        architecture,
        new ImageShape(channels, 4, 4),
        new Latent(3, kind),
        new Objective(likelihood, 0.7));
  }

  /** A dense network of an image of twelve values and three latents. */
  public static Autoencoder twelveValues(Latent.Kind kind, Objective objective) {
    return new Autoencoder(
        new DenseArchitecture(List.of(4), Activation.TANH),
        new ImageShape(3, 2, 2),
        new Latent(3, kind),
        objective);
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

  /** Noise keys for as many images. */
  public static long[] keys(int count) {
    return LongStream.range(0, count).map(i -> CounterRandom.bits(11, i)).toArray();
  }
}
