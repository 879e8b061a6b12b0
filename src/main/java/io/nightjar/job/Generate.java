package io.nightjar.job;

import io.nightjar.archive.Archive;
import io.nightjar.bundle.Bundle;
import io.nightjar.encoding.Engine;
import io.nightjar.encoding.LatentEncoder;
import io.nightjar.evaluation.ImageChoice;
import io.nightjar.evaluation.Picture;
import io.nightjar.evaluation.PictureSheet;
import io.nightjar.evaluation.Reconstructions;
import io.nightjar.evaluation.Samples;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/** {@code nightjar generate}. */
final class Generate implements Command {
  private static final OutputDirectory.Contents CONTENTS =
      new OutputDirectory.Contents("_SUCCESS", Pattern.compile("_SUCCESS|[a-z-]+\\.png"));

  @Override
  public String name() {
    return "generate";
  }

  @Override
  public String summary() {
    return "Draws pictures with a bundle: reconstructions of an archive, or samples.";
  }

  @Override
  public List<String> keys() {
    return List.of("archive", "bundle", "generate", "output", "report");
  }

  @Override
  public String example() {
    return "generate archive.path=photos bundle=out/photos.bundle output.path=out/pictures";
  }

  @Override
  public Optional<OutputDirectory> output(Settings settings) {
    return Optional.of(OutputDirectory.of(settings, "output.path", CONTENTS));
  }

  @Override
  public void run(CommandContext context) throws IOException {
    Settings settings = context.settings();
    Kind kind = settings.choice("generate.kind", Kind.class);
    String file = settings.string("generate.kind") + ".png";
    Bundle bundle = Bundle.open(settings.path("bundle"), context.hadoop());
    context.report().modelFingerprint(bundle.fingerprint());
    PictureSheet sheet = draw(kind.picture(context, bundle), bundle);
    OutputDirectory output = output(settings).orElseThrow();
    output.fill(Map.of(file, sheet.png()), context.report().runId(), context.hadoop());
    context.out().printf("Picture %s%n%s%n", new Path(output.path(), file), sheet.title());
  }

  private static PictureSheet draw(Picture picture, Bundle bundle) {
    try (LatentEncoder network = Engine.ONNX.open(bundle, 1)) {
      return picture.draw(bundle, network);
    }
  }

  /** {@code generate.kind}. */
  private enum Kind {
    RECONSTRUCTIONS {
      @Override
      Picture picture(CommandContext context, Bundle bundle) {
        ImageChoice choice = checked(context.settings(), ImageChoice::new);
        Archive archive = Archive.open(Options.archive(context.settings()), context.hadoop());
        context.report().imagesListed(archive.listed());
        return new Reconstructions(
            choice.from(
                archive, bundle.preprocessing(), context.sparkContext(), context.progress()));
      }
    },
    SAMPLES {
      @Override
      Picture picture(CommandContext context, Bundle bundle) {
        return checked(context.settings(), Samples::new);
      }
    };

    abstract Picture picture(CommandContext context, Bundle bundle);

    /** Builds something of {@code generate.count} and {@code generate.seed}. */
    private static <T> T checked(Settings settings, BiFunction<Integer, Long, T> building) {
      return settings.checked(
          "generate",
          () ->
              building.apply(
                  settings.integer("generate.count"), settings.longInteger("generate.seed")));
    }
  }
}
