package io.nightjar.job;

import io.nightjar.archive.Archive;
import io.nightjar.archive.ArchiveOptions;
import io.nightjar.archive.Split;
import io.nightjar.bundle.Bundle;
import io.nightjar.evaluation.EvaluateOptions;
import io.nightjar.evaluation.Evaluation;
import io.nightjar.model.Autoencoder;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/** {@code nightjar evaluate}. */
final class Evaluate implements Command {
  private static final String FILE = "metrics.json";
  private static final OutputDirectory.Contents CONTENTS =
      new OutputDirectory.Contents("_SUCCESS", Pattern.compile("_SUCCESS|metrics\\.json"));

  @Override
  public String name() {
    return "evaluate";
  }

  @Override
  public String summary() {
    return "Measures a bundle on an archive: errors, bounds on the likelihood, probes.";
  }

  @Override
  public CommandKeys keys() {
    return CommandKeys.required("archive.path", "bundle", "output.path")
        .own("evaluate")
        .shared("archive", "output.overwrite", "report");
  }

  @Override
  public String example() {
    return "evaluate archive.path=photos archive.split=test bundle=out/photos.bundle"
        + " output.path=out/metrics";
  }

  @Override
  public void check(Settings settings) {
    Options.archive(settings);
    settings.path("bundle");
    options(settings);
    output(settings);
  }

  @Override
  public Optional<OutputDirectory> output(Settings settings) {
    return Optional.of(OutputDirectory.of(settings, "output.path", CONTENTS));
  }

  @Override
  public void run(CommandContext context) throws IOException {
    Settings settings = context.settings();
    ArchiveOptions source = Options.archive(settings);
    EvaluateOptions options = options(settings);
    Bundle bundle = context.bundle();
    requireBatchFits(settings, bundle.autoencoder(), options);
    Archive archive = context.archive(source);
    Evaluation.Result result =
        new Evaluation(context.spark(), bundle, options, context.progress())
            .of(archive, source, context.hadoop());
    report(context, archive, result);
    OutputDirectory output = output(settings).orElseThrow();
    output.fill(
        Map.of(FILE, result.metrics().toJson()), context.report().runId(), context.hadoop());
    tell(context, result, new Path(output.path(), FILE));
  }

  private static EvaluateOptions options(Settings settings) {
    return settings.checked(
        "evaluate",
        () ->
            new EvaluateOptions(
                settings.integer("evaluate.importance-samples"),
                settings.longInteger("evaluate.seed"),
                settings.integer("evaluate.batch-size"),
                settings.integer("evaluate.probe-images"),
                settings.choice("evaluate.fit-split", Split.class)));
  }

  private static void requireBatchFits(
      Settings settings, Autoencoder model, EvaluateOptions options) {
    int depth = model.likelihood().depth();
    settings.require("evaluate", () -> model.image().requireBatchFits(options.batchSize(), depth));
  }

  private static void report(CommandContext context, Archive archive, Evaluation.Result result) {
    RunReport report = context.report();
    context.reportRead(archive, result.read());
    report.rejected(result.rejects());
    report.passedOver(result.passedOver());
    report.imagesPerSecond(result.imagesPerSecond());
  }

  /** Figures of images that a network was fitted to say little of what it makes of others. */
  private static String onTrainingImages(double part) {
    String how =
        part == 1
            ? "these images"
            : String.format(Locale.ROOT, "about %.0f%% of these images", Math.ceil(100 * part));
    return "Warning: the bundle was trained on %s, so figures of new ones would be worse; score others"
            .formatted(how)
        + " with archive.path, or with archive.split=test of a bundle trained on archive.split=train";
  }

  private static void tell(CommandContext context, Evaluation.Result result, Path file) {
    context.out().print(MetricsText.of(result.metrics().tree()));
    result.omission().ifPresent(line -> context.out().println(line));
    context.tellPassedOver(result.passedOver());
    result.trainedOn().stream()
        .filter(part -> part > 0)
        .mapToObj(Evaluate::onTrainingImages)
        .forEach(context::tell);
    context.out().printf("%nMetrics %s%n", file);
  }
}
