package io.nightjar.bench;

import io.nightjar.image.ImageShape;
import io.nightjar.model.Activation;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.BernoulliLikelihood;
import io.nightjar.model.ConvolutionalArchitecture;
import io.nightjar.model.Latent;
import io.nightjar.model.Objective;
import io.nightjar.training.StoreLocation;

/** The network of the README's Fashion-MNIST example, with training's default rhythm. */
final class FashionMnistVae {
  static final ImageShape IMAGE = new ImageShape(1, 28, 28);
  static final int BATCH = 128;
  static final int FREQUENCY = 8;
  static final StoreLocation STORE = StoreLocation.kept("target/bench-store");
  static final Autoencoder MODEL =
      new Autoencoder(
          new ConvolutionalArchitecture(
              ConvolutionalArchitecture.channelsFor(IMAGE), 256, Activation.RELU),
          IMAGE,
          new Latent(20, Latent.Kind.VARIATIONAL),
          new Objective(new BernoulliLikelihood(), 1));

  private FashionMnistVae() {}
}
