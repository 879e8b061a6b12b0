package io.nightjar.bench;

import io.nightjar.image.ImageShape;
import io.nightjar.model.Activation;
import io.nightjar.model.Architecture;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.BernoulliLikelihood;
import io.nightjar.model.ConvolutionalArchitecture;
import io.nightjar.model.DenseArchitecture;
import io.nightjar.model.Latent;
import io.nightjar.model.Objective;
import java.util.List;

/** The networks whose speed is compared with PyTorch's, which {@code pytorch.py} has too. */
enum Networks {
  /** Fashion-MNIST's convolutional VAE: channels 32 and 64, 256 hidden units, 20 latent. */
  GREY(new ConvolutionalArchitecture(List.of(32, 64), 256, Activation.RELU), 1, 28, 20),
  /** 3x64x64: channels 32, 64, 128 and 256, 256 hidden units, 128 latent. */
  COLOUR(
      new ConvolutionalArchitecture(List.of(32, 64, 128, 256), 256, Activation.RELU), 3, 64, 128),
  /** 784-512-256-32. */
  DENSE(new DenseArchitecture(List.of(512, 256), Activation.RELU), 1, 28, 32);

  @SuppressWarnings("ImmutableEnumChecker") // a record of records
  private final Autoencoder model;

  Networks(Architecture architecture, int channels, int side, int latent) {
    model =
        new Autoencoder(
            architecture,
            new ImageShape(channels, side, side),
            new Latent(latent, Latent.Kind.VARIATIONAL),
            new Objective(new BernoulliLikelihood(), 1));
  }

  Autoencoder model() {
    return model;
  }

  /** Floating-point operations of encoding an image: 2 a multiplication. */
  double encodingOperations() {
    return switch (this) {
      case GREY -> 2 * 2.52e6;
      case COLOUR -> 2 * 27.9e6;
      case DENSE -> 2 * 0.55e6;
    };
  }

  /** Floating-point operations of a training step, per image: 2 a multiplication, 3 passes. */
  double operations() {
    return switch (this) {
      case GREY -> 3 * 2 * 5.03e6;
      case COLOUR -> 3 * 2 * 55.9e6;
      case DENSE -> 3 * 2 * 1.09e6;
    };
  }
}
