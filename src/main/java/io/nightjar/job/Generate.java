package io.nightjar.job;

import io.nightjar.bundle.Bundle;
import io.nightjar.encoding.Engine;
import io.nightjar.encoding.LatentEncoder;
import io.nightjar.evaluation.Drawing;
import io.nightjar.evaluation.Interpolations;
import io.nightjar.evaluation.LatentMap;
import io.nightjar.evaluation.Reconstructions;
import io.nightjar.evaluation.Samples;
import io.nightjar.evaluation.Traversals;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/** {@code nightjar generate}. */
final class Generate implements Command {
  private static final OutputDirectory.Contents CONTENTS =
      new OutputDirectory.Contents("_SUCCESS", Pattern.compile("_SUCCESS|[a-z-]+\\.(png|html)"));

  @Override
  public String name() {
    return "generate";
  }

  @Override
  public String summary() {
    return "Draws pictures with a bundle: reconstructions, samples, a map of the latents, and more.";
  }

  @Override
  public CommandKeys keys() {
    return CommandKeys.required("archive.path", "bundle", "output.path")
        .own("generate")
        .shared("archive", "output.overwrite", "report");
  }

  @Override
  public String example() {
    return "generate archive.path=photos bundle=out/photos.bundle output.path=out/pictures";
  }

  @Override
  public void check(Settings settings) {
    settings.path("bundle");
    settings.choice("generate.kind", Kind.class).check(settings);
    output(settings);
  }

  @Override
  public Optional<OutputDirectory> output(Settings settings) {
    return Optional.of(OutputDirectory.of(settings, "output.path", CONTENTS));
  }

  @Override
  public void run(CommandContext context) throws IOException {
    Settings settings = context.settings();
    Kind kind = settings.choice("generate.kind", Kind.class);
    Bundle bundle = context.bundle();
    Drawing drawing = kind.draw(new PictureSource(context, bundle));
    String file = settings.string("generate.kind") + "." + drawing.extension();
    OutputDirectory output = output(settings).orElseThrow();
    output.fill(Map.of(file, drawing.bytes()), context.report().runId(), context.hadoop());
    context.out().printf("Picture %s%n%s%n", new Path(output.path(), file), drawing.title());
  }

  /** {@code generate.kind}. */
  private enum Kind {
    RECONSTRUCTIONS {
      @Override
      Drawing draw(PictureSource source, LatentEncoder network) {
        return new Reconstructions(source.images())
            .draw(source.bundle(), network)
            .of(source.ofArchive());
      }
    },
    SAMPLES {
      @Override
      void check(Settings settings) {
        PictureSource.checkSamples(settings);
      }

      @Override
      Drawing draw(PictureSource source, LatentEncoder network) {
        int count = source.count();
        return new Samples(count, source.seed(), source.distribution(network))
            .draw(source.bundle(), network)
            .of(source.samplesOf());
      }
    },
    INTERPOLATIONS {
      @Override
      Drawing draw(PictureSource source, LatentEncoder network) {
        return new Interpolations(source.images())
            .draw(source.bundle(), network)
            .of(source.ofArchive());
      }
    },
    TRAVERSALS {
      @Override
      Drawing draw(PictureSource source, LatentEncoder network) {
        return new Traversals(source.images())
            .draw(source.bundle(), network)
            .of(source.ofArchive());
      }
    },
    LATENT_MAP {
      @Override
      void check(Settings settings) {
        PictureSource.checkMap(settings);
      }

      @Override
      Drawing draw(PictureSource source, LatentEncoder network) {
        return new LatentMap(source.mapImages())
            .draw(source.bundle(), network)
            .of(source.ofArchive());
      }
    },
    LEARNING_CURVE {
      @Override
      void check(Settings settings) {
        PictureSource.checkCurve(settings);
      }

      @Override
      Drawing draw(PictureSource source) throws IOException {
        return source.learningCurve();
      }
    },
    COMPARISON {
      @Override
      void check(Settings settings) {
        PictureSource.checkComparison(settings);
      }

      @Override
      Drawing draw(PictureSource source, LatentEncoder network) throws IOException {
        Bundle against = source.against();
        try (LatentEncoder other = Engine.ONNX.open(against, 1)) {
          return source
              .comparison()
              .draw(
                  source.side("bundle", source.bundle(), network),
                  source.side("generate.against", against, other));
        }
      }
    };

    /** Reads what this kind of picture uses. */
    void check(Settings settings) {
      PictureSource.checkImages(settings);
    }

    /** Of the bundle; most kinds by its network. */
    Drawing draw(PictureSource source) throws IOException {
      try (LatentEncoder network = Engine.ONNX.open(source.bundle(), 1)) {
        return draw(source, network);
      }
    }

    /** By the open network. */
    Drawing draw(PictureSource source, LatentEncoder network) throws IOException {
      throw new UnsupportedOperationException(this + " is drawn without a network");
    }
  }
}
