package io.nightjar.job;

import io.nightjar.archive.ArchiveFormat;
import io.nightjar.archive.ArchiveOptions;
import io.nightjar.archive.HiddenFiles;
import io.nightjar.archive.Split;
import io.nightjar.image.ImageShape;
import io.nightjar.image.Preprocessing;
import io.nightjar.image.Resize;
import io.nightjar.model.Activation;
import io.nightjar.model.Architecture;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.BernoulliLikelihood;
import io.nightjar.model.ConvolutionalArchitecture;
import io.nightjar.model.DenseArchitecture;
import io.nightjar.model.GaussianLikelihood;
import io.nightjar.model.KlWeight;
import io.nightjar.model.Latent;
import io.nightjar.model.LearnedGaussianLikelihood;
import io.nightjar.model.Likelihood;
import io.nightjar.model.Normalization;
import io.nightjar.model.Objective;
import io.nightjar.model.RecurrentArchitecture;
import io.nightjar.model.Regularization;
import io.nightjar.model.Targets;
import io.nightjar.training.CheckpointOptions;
import io.nightjar.training.TrainingOptions;

/** The rooms' options, read from the settings that several commands share. */
final class Options {
  private Options() {}

  static ArchiveOptions archive(Settings settings) {
    return new ArchiveOptions(
        settings.string("archive.path"),
        settings.choice("archive.format", ArchiveFormat.class),
        settings.choice("archive.split", Split.class),
        settings.flag("archive.include-hidden") ? HiddenFiles.INCLUDE : HiddenFiles.SKIP);
  }

  static Preprocessing preprocessing(Settings settings) {
    ImageShape shape =
        settings.checked(
            "image",
            () ->
                new ImageShape(
                    settings.integer("image.channels"),
                    settings.integer("image.height"),
                    settings.integer("image.width")));
    return new Preprocessing(shape, settings.choice("image.resize", Resize.class));
  }

  static Autoencoder autoencoder(Settings settings) {
    ImageShape image = preprocessing(settings).shape();
    return settings.checked(
        "model",
        () ->
            new Autoencoder(
                settings.choice("model.architecture", Family.class).read(settings, image),
                image,
                new Latent(
                    settings.integer("model.latent-size"),
                    settings.flag("model.variational")
                        ? Latent.Kind.VARIATIONAL
                        : Latent.Kind.PLAIN),
                objective(settings),
                new Regularization(
                    settings.decimal("model.dropout"), settings.decimal("model.corruption"))));
  }

  private static Objective objective(Settings settings) {
    return new Objective(
        settings.choice("model.likelihood", Pixels.class).read(settings),
        settings.choice("model.targets", Targets.class),
        new KlWeight(
            settings.decimal("model.beta"),
            settings.choice("model.beta-warmup", KlWeight.Warmup.class),
            settings.decimal("model.beta-warmup-epochs")),
        settings.decimal("model.free-bits"));
  }

  static TrainingOptions training(Settings settings) {
    TrainingOptions options =
        settings.checked(
            "training",
            () ->
                new TrainingOptions(
                    settings.integer("training.epochs"),
                    settings.integer("training.workers"),
                    settings.integer("training.batch-size"),
                    settings.integer("training.averaging-frequency"),
                    settings.decimal("training.learning-rate"),
                    settings.longInteger("training.seed"),
                    settings.decimal("training.validation-fraction"),
                    settings
                        .integerOrAuto("training.threads-per-worker")
                        .orElse(TrainingOptions.AUTO_THREADS)));
    ImageShape image = preprocessing(settings).shape();
    settings.require("training", () -> image.requireBatchFits(options.batchSize(), 1));
    return options;
  }

  static CheckpointOptions checkpoints(Settings settings) {
    return settings.checked(
        "training.checkpoint",
        () ->
            new CheckpointOptions(
                settings.integer("training.checkpoint.rounds"),
                settings.decimal("training.checkpoint.minutes"),
                settings.integer("training.checkpoint.keep")));
  }

  /** {@code model.architecture}. */
  private enum Family {
    DENSE {
      @Override
      Architecture read(Settings settings, ImageShape image) {
        return new DenseArchitecture(
            settings.integers("model.dense.widths"), activation(settings), normalization(settings));
      }
    },
    CONVOLUTIONAL {
      @Override
      Architecture read(Settings settings, ImageShape image) {
        return new ConvolutionalArchitecture(
            settings
                .integersOrAuto("model.convolutional.channels")
                .orElseGet(() -> ConvolutionalArchitecture.channelsFor(image)),
            settings.integer("model.convolutional.hidden"),
            activation(settings),
            normalization(settings));
      }
    },
    RECURRENT {
      @Override
      Architecture read(Settings settings, ImageShape image) {
        if (normalization(settings) != Normalization.NONE) {
          throw new IllegalArgumentException(
              "normalization: recurrent networks are not normalized (expected none)");
        }
        return new RecurrentArchitecture(settings.integers("model.recurrent.widths"));
      }
    };

    abstract Architecture read(Settings settings, ImageShape image);

    private static Activation activation(Settings settings) {
      return settings.choice("model.activation", Activation.class);
    }

    private static Normalization normalization(Settings settings) {
      return settings.choice("model.normalization", Normalization.class);
    }
  }

  /** {@code model.likelihood}. */
  private enum Pixels {
    BERNOULLI {
      @Override
      Likelihood read(Settings settings) {
        return new BernoulliLikelihood();
      }
    },
    GAUSSIAN {
      @Override
      Likelihood read(Settings settings) {
        return settings.string("model.gaussian-stddev").equals("learned")
            ? new LearnedGaussianLikelihood()
            : new GaussianLikelihood(settings.decimal("model.gaussian-stddev"));
      }
    };

    abstract Likelihood read(Settings settings);
  }
}
