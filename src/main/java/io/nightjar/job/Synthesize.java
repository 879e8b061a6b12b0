package io.nightjar.job;

import io.nightjar.archive.synthetic.SyntheticArchive;
import io.nightjar.archive.synthetic.SyntheticFormat;
import io.nightjar.archive.synthetic.SyntheticOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.spark.api.java.JavaSparkContext;

/** {@code nightjar synthesize}: writes an image archive to try things on. */
final class Synthesize implements Command {
  private static final double NANOS = 1e9;

  private static final OutputDirectory.Contents CONTENTS =
      new OutputDirectory.Contents(
          SyntheticArchive.FACTORS,
          Pattern.compile(
              SyntheticArchive.FACTORS + "|[a-z-]+/\\d{8,}\\.(png|jpg)|shard-\\d{6,}\\.tar"));

  @Override
  public String name() {
    return "synthesize";
  }

  @Override
  public String summary() {
    return "Writes an image archive with known factors: shape, size, position, rotation, colour.";
  }

  @Override
  public CommandKeys keys() {
    return CommandKeys.required("output.path")
        .own("synthesize")
        .shared("output.overwrite", "report");
  }

  @Override
  public String example() {
    return "synthesize synthesize.count=1000 output.path=out/archive";
  }

  @Override
  public void check(Settings settings) {
    output(settings);
    options(settings);
  }

  @Override
  public Optional<OutputDirectory> output(Settings settings) {
    return Optional.of(OutputDirectory.of(settings, "output.path", CONTENTS));
  }

  @Override
  public void run(CommandContext context) throws IOException {
    SyntheticOptions options = options(context.settings());
    JavaSparkContext spark = context.sparkContext();
    output(context.settings()).orElseThrow().clear(context.hadoop());
    long startedAt = System.nanoTime();
    new SyntheticArchive(options).write(spark, context.progress());
    context.report().imagesPerSecond(options.count() * NANOS / (System.nanoTime() - startedAt));
    tell(context, options);
  }

  private static SyntheticOptions options(Settings settings) {
    return new SyntheticOptions(
        settings.string("output.path"),
        settings.longInteger("synthesize.count"),
        settings.integer("synthesize.size"),
        settings.integer("synthesize.channels"),
        settings.longInteger("synthesize.seed"),
        settings.decimal("synthesize.broken-fraction"),
        settings.choice("synthesize.format", SyntheticFormat.class));
  }

  private static void tell(CommandContext context, SyntheticOptions options) {
    PrintWriter out = context.out();
    out.printf(
        Locale.ROOT,
        "Archive %s: %,d images, their factors in %s%n",
        options.path(),
        options.count(),
        SyntheticArchive.FACTORS);
    out.printf(
        "Next: %s%n",
        BashWords.line("nightjar", "train", "archive.path=" + options.path(), "bundle=…"));
  }
}
