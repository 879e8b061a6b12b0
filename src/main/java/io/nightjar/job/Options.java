package io.nightjar.job;

import io.nightjar.archive.ArchiveFormat;
import io.nightjar.archive.ArchiveOptions;
import io.nightjar.archive.HiddenFiles;
import io.nightjar.archive.NameGlobs;
import io.nightjar.archive.NameRule;
import io.nightjar.archive.Split;
import io.nightjar.archive.container.ImageColumns;
import io.nightjar.embedding.DriftThreshold;
import io.nightjar.embedding.EmbedOptions;
import io.nightjar.embedding.EmbedOptions.ReconstructionError;
import io.nightjar.embedding.FailureBudget;
import io.nightjar.embedding.night.CatalogOptions;
import io.nightjar.embedding.night.MaintainOptions;
import io.nightjar.embedding.night.NightOptions;
import io.nightjar.embedding.night.NightOptions.RetryRejects;
import io.nightjar.embedding.rows.RowsOptions;
import io.nightjar.encoding.Engine;
import io.nightjar.image.Background;
import io.nightjar.image.DecodeLimits;
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
import io.nightjar.model.GradientClipping;
import io.nightjar.model.KlWeight;
import io.nightjar.model.Latent;
import io.nightjar.model.LearnedGaussianLikelihood;
import io.nightjar.model.Likelihood;
import io.nightjar.model.LinearPath;
import io.nightjar.model.Normalization;
import io.nightjar.model.Objective;
import io.nightjar.model.Optimizer;
import io.nightjar.model.RecurrentArchitecture;
import io.nightjar.model.Regularization;
import io.nightjar.model.Targets;
import io.nightjar.training.AveragingFrequency;
import io.nightjar.training.CheckpointOptions;
import io.nightjar.training.StepOptions;
import io.nightjar.training.TrainingOptions;
import java.util.OptionalInt;
import org.apache.hadoop.fs.Path;

/** The rooms' options, read from the settings that several commands share. */
final class Options {
  private Options() {}

  static ArchiveOptions archive(Settings settings) {
    return new ArchiveOptions(
        settings.string("archive.path"),
        settings.choice("archive.format", ArchiveFormat.class),
        settings.choice("archive.split", Split.class),
        new NameRule(
            settings.flag("archive.include-hidden") ? HiddenFiles.INCLUDE : HiddenFiles.SKIP,
            settings.checked("archive", () -> NameGlobs.of(settings.globs("archive.names")))),
        new ImageColumns(
            settings.optionalString("archive.image-column").orElse(""),
            settings.optionalString("archive.label-column").orElse("")),
        settings.checked(
            "archive", () -> new DecodeLimits(settings.longInteger("archive.max-decode-bytes"))));
  }

  static EmbedOptions embed(Settings settings) {
    return settings.checked(
        "embed",
        () ->
            new EmbedOptions(
                settings.choice("embed.engine", Engine.class),
                settings.integer("embed.batch-size"),
                new FailureBudget(
                    settings.decimal("embed.max-rejected-fraction"),
                    settings.integer("embed.rejected-allowance")),
                settings.flag("embed.reconstruction-error")
                    ? ReconstructionError.MEASURED
                    : ReconstructionError.LEFT_OUT));
  }

  static DriftThreshold driftThreshold(Settings settings) {
    return settings.checked(
        "embed", () -> new DriftThreshold(settings.decimal("embed.drift-threshold")));
  }

  static NightOptions night(Settings settings) {
    return settings.checked(
        "embed",
        () ->
            new NightOptions(
                embed(settings),
                settings.integer("embed.chunk-images"),
                settings.decimal("embed.max-removed-fraction"),
                settings.flag("embed.retry-rejects") ? RetryRejects.ALL : RetryRejects.OF_STORAGE));
  }

  static MaintainOptions maintain(Settings settings) {
    return settings.checked(
        "maintain",
        () ->
            new MaintainOptions(
                settings.integer("maintain.keep-generations"),
                settings.longInteger("maintain.target-file-size"),
                settings.integer("maintain.snapshot-days"),
                settings.integer("maintain.keep-nights"),
                settings.integer("maintain.orphan-days"),
                settings.integer("maintain.staging-days")));
  }

  static CatalogOptions catalog(Settings settings) {
    return new CatalogOptions(
        settings.choice("catalog.type", CatalogOptions.Type.class),
        settings.optionalPath("catalog.warehouse").map(Path::toString).orElse(""),
        settings.optionalPath("catalog.table-location").map(Path::toString).orElse(""),
        settings.freeForm("catalog.properties."));
  }

  /** The rows that a command reads, by the keys under its own name. */
  static RowsOptions rows(Settings settings, String command) {
    return new RowsOptions(
        command,
        settings.string(command + ".rows"),
        settings.optionalString(command + ".fingerprint").orElse(""),
        catalog(settings));
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
    Background background =
        settings.checked("image", () -> Background.of(settings.string("image.background")));
    return new Preprocessing(shape, settings.choice("image.resize", Resize.class), background);
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
                        : Latent.Kind.PLAIN,
                    settings.choice("model.linear-path", LinearPath.class)),
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
        settings.decimal("model.free-bits"),
        settings.integer("model.importance-samples"));
  }

  static TrainingOptions training(Settings settings) {
    TrainingOptions options =
        settings.checked(
            "training",
            () ->
                new TrainingOptions(
                    settings.integer("training.epochs"),
                    settings.integer("training.workers"),
                    batchSize(settings),
                    averagingFrequency(settings),
                    steps(settings),
                    settings.longInteger("training.seed"),
                    settings.decimal("training.validation-fraction"),
                    settings
                        .integerOrAuto("training.threads-per-worker")
                        .orElse(TrainingOptions.AUTO_THREADS),
                    settings.integer("training.early-stopping-patience"),
                    settings.decimal("training.ema-decay")));
    settings.require("training", () -> requireSpread(settings, options));
    ImageShape image = preprocessing(settings).shape();
    int draws = settings.integer("model.importance-samples");
    settings.require("training", () -> image.requireBatchFits(options.largestBatch(), draws));
    return options;
  }

  private static int batchSize(Settings settings) {
    OptionalInt given = settings.integerOrAuto("training.batch-size");
    if (given.isPresent() && given.getAsInt() < 1) {
      throw new IllegalArgumentException(
          "batch-size: %d (expected auto, or 1 or more)".formatted(given.getAsInt()));
    }
    return given.orElse(TrainingOptions.AUTO_BATCH);
  }

  /** One image has no spread: batch normalization would make zeros of it, whatever it shows. */
  private static void requireSpread(Settings settings, TrainingOptions options) {
    if (options.batchSize() == 1
        && settings.choice("model.normalization", Normalization.class) == Normalization.BATCH) {
      throw new IllegalArgumentException(
          "batch-size: 1 (expected 2 or more where model.normalization is batch)");
    }
  }

  /** A number, or two as {@code 1..16}. */
  private static AveragingFrequency averagingFrequency(Settings settings) {
    String text = settings.string("training.averaging-frequency").strip();
    String[] ends = text.split("\\.\\.", 2);
    try {
      return new AveragingFrequency(
          Integer.parseInt(ends[0]),
          Integer.parseInt(ends[ends.length - 1]),
          settings.integer("training.averaging-frequency-epochs"));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "averaging-frequency: %s (expected a number, or a schedule like 1..16)".formatted(text),
          e);
    }
  }

  private static StepOptions steps(Settings settings) {
    return new StepOptions(
        settings.choice("training.optimizer", Optimizer.class),
        settings.decimal("training.learning-rate"),
        settings.choice("training.learning-rate-scaling", StepOptions.Scaling.class),
        settings.decimal("training.learning-rate-warmup"),
        settings.choice("training.learning-rate-decay", StepOptions.Decay.class),
        settings.decimal("training.learning-rate-floor"),
        new GradientClipping(
            settings.choice("training.gradient-clipping", GradientClipping.Kind.class),
            settings.decimal("training.gradient-clipping-threshold")),
        settings.decimal("training.weight-decay"));
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
        if (activation(settings) == Activation.GATED) {
          throw new IllegalArgumentException(
              "activation: gated, which an LSTM is by itself (expected another)");
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
