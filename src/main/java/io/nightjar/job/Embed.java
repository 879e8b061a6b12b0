package io.nightjar.job;

import io.nightjar.archive.Archive;
import io.nightjar.archive.ArchiveOptions;
import io.nightjar.bundle.Bundle;
import io.nightjar.embedding.Counts;
import io.nightjar.embedding.Drift;
import io.nightjar.embedding.EmbedListener;
import io.nightjar.embedding.EmbedOptions;
import io.nightjar.embedding.OneShot;
import io.nightjar.embedding.RejectExample;
import io.nightjar.image.ImageShape;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** {@code nightjar embed}. */
final class Embed implements Command {
  @Override
  public String name() {
    return "embed";
  }

  @Override
  public String summary() {
    return "Encodes an image archive with a bundle and writes one row an image, rejects beside them.";
  }

  @Override
  public CommandKeys keys() {
    return CommandKeys.required("archive.path", "bundle", "output.path or output.table")
        .own("embed")
        .shared("archive", "catalog", "output", "report");
  }

  @Override
  public String example() {
    return "embed archive.path=photos bundle=out/photos.bundle output.path=out/photos.parquet";
  }

  @Override
  public void check(Settings settings) {
    Options.archive(settings);
    settings.path("bundle");
    Options.driftThreshold(settings);
    if (EmbedNight.isWanted(settings)) {
      EmbedNight.check(settings);
    } else {
      directory(settings);
      Options.embed(settings);
    }
  }

  @Override
  public Optional<OutputDirectory> output(Settings settings) {
    return EmbedNight.isWanted(settings) ? Optional.empty() : Optional.of(directory(settings));
  }

  private static OutputDirectory directory(Settings settings) {
    if (settings.flag("embed.dry-run")) {
      throw new SettingException(
          "embed.dry-run",
          "embed.dry-run: true (expected with output.table: a run to output.path has no plan that"
              + " could be shown; leave it out, or give output.table in place of output.path)");
    }
    return OutputDirectory.of(settings, "output.path", OutputDirectory.Contents.SPARK);
  }

  @Override
  public Optional<Path> reportBeside(Settings settings) {
    return EmbedNight.isWanted(settings)
        ? EmbedNight.reported(settings)
        : Optional.of(directory(settings).path());
  }

  @Override
  public void run(CommandContext context) throws IOException {
    Settings settings = context.settings();
    if (EmbedNight.isWanted(settings)) {
      new EmbedNight(context).run();
      return;
    }
    ArchiveOptions source = Options.archive(settings);
    EmbedOptions options = Options.embed(settings);
    DriftNotice drift = new DriftNotice(context.report(), Options.driftThreshold(settings));
    Directories target = new Directories(directory(settings), context.hadoop());
    target.requireFree();

    Bundle bundle = context.bundle();
    ImageShape image = bundle.preprocessing().shape();
    settings.require("embed", () -> image.requireBatchFits(options.batchSize(), 1));
    Archive archive = context.archive(source);
    OneShot oneShot = new OneShot(context.spark(), bundle, options, context.progress());
    var run = new OneShot.RunStamp(context.report().runId(), Instant.now());
    Counts counts = oneShot.run(archive, target, run, new Told(context, archive, drift));
    tell(context, counts, drift, target);
    context.tellPassedOver(counts.passedOver());
    drift.warning().ifPresent(context::tell);
  }

  /** Before anything is published, so that a failed run's report has it too. */
  private record Told(CommandContext context, Archive archive, DriftNotice drift)
      implements EmbedListener<Counts> {
    @Override
    public void counted(Counts counts) {
      report(context, archive, counts);
    }

    @Override
    public void measured(Drift measured) {
      drift.take(measured);
    }
  }

  private static void report(CommandContext context, Archive archive, Counts counts) {
    RunReport report = context.report();
    report.passedOver(counts.passedOver());
    context.reportRead(archive, counts.read());
    report.rejected(counts.reasons());
    report.rejectExamples(counts.examples());
    report.imagesPerSecond(counts.imagesPerSecond());
  }

  private static void tell(
      CommandContext context, Counts counts, DriftNotice drift, Directories target) {
    context.report().rowsWritten(counts.rows());
    PrintWriter out = context.out();
    out.printf("Rows     %,d in %s%n", counts.rows(), target.rows());
    out.printf(
        "Rejects  %,d in %s%s%n",
        counts.rejected(),
        target.rejects(),
        counts.reasons().isEmpty() ? "" : " " + new TreeMap<>(counts.reasons()));
    RejectExample.lines(counts.examples(), counts.rejected())
        .forEach(line -> out.printf("         %s%n", line));
    if (counts.rows() > 0) {
      out.printf("Drift    %s (%s)%n", drift.number(), drift.detail());
    }
    out.printf("%,.0f images a second%n", counts.imagesPerSecond());
  }

  /** Rows and rejects, each with its own guard. */
  private static final class Directories implements OneShot.Target {
    private final OutputDirectory output;
    private final Configuration hadoop;

    Directories(OutputDirectory output, Configuration hadoop) {
      this.output = output;
      this.hadoop = hadoop;
    }

    void requireFree() throws IOException {
      rejected().requireFree(hadoop);
    }

    @Override
    public Path rows() {
      return output.path();
    }

    /** The rows first: rejects without them are of an unfinished run. */
    @Override
    public void clearAround(Path kept) throws IOException {
      output.clearAround(kept, hadoop);
      rejected().clear(hadoop);
    }

    /** Rejects without finished rows are of an unfinished run, so they may always be replaced. */
    private OutputDirectory rejected() {
      return new OutputDirectory(
          "output.path",
          rejects(),
          OutputDirectory.Contents.SPARK,
          OutputDirectory.Existing.REPLACE);
    }
  }
}
