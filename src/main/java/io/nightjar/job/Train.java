package io.nightjar.job;

import io.nightjar.InvalidInputException;
import io.nightjar.Secrets;
import io.nightjar.archive.Archive;
import io.nightjar.archive.ArchiveOptions;
import io.nightjar.archive.PassedOverCounts;
import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.BundleWriter;
import io.nightjar.bundle.Fingerprint;
import io.nightjar.image.Preprocessing;
import io.nightjar.model.Autoencoder;
import io.nightjar.training.Checkpoints;
import io.nightjar.training.Journal;
import io.nightjar.training.RunIdentity;
import io.nightjar.training.StopRequest;
import io.nightjar.training.StoreLocation;
import io.nightjar.training.TrainedModel;
import io.nightjar.training.Training;
import io.nightjar.training.TrainingMemory;
import io.nightjar.training.TrainingOptions;
import io.nightjar.training.TrainingRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;

/** {@code nightjar train}. */
final class Train implements Command {
  /** A bundle's files. */
  private static final OutputDirectory.Contents CONTENTS =
      new OutputDirectory.Contents(
          "SHA256SUMS",
          Pattern.compile(
              "SHA256SUMS|manifest\\.json|parameters\\.safetensors|(en|de)coder\\.onnx|canary/.*"));

  /** Most rounds take a second; who sends a signal waits about as long for an end. */
  private static final Duration PATIENCE_WITH_A_ROUND = Duration.ofSeconds(20);

  @Override
  public String name() {
    return "train";
  }

  @Override
  public String summary() {
    return "Trains an autoencoder on an image archive and writes it as a bundle.";
  }

  @Override
  public CommandKeys keys() {
    return CommandKeys.required("archive.path", "bundle")
        .own("image", "model", "training")
        .shared("archive", "output.overwrite", "report");
  }

  @Override
  public String example() {
    return "train archive.path=photos image.height=64 image.width=64 bundle=out/photos.bundle";
  }

  @Override
  public void check(Settings settings) {
    Options.archive(settings);
    Options.autoencoder(settings);
    Options.training(settings);
    Options.checkpoints(settings);
    store(settings, OutputDirectory.of(settings, "bundle", CONTENTS));
  }

  @Override
  public Optional<OutputDirectory> output(Settings settings) {
    return Optional.of(OutputDirectory.of(settings, "bundle", CONTENTS));
  }

  @Override
  public void tidy(CommandContext context) throws IOException {
    Path bundle = output(context.settings()).orElseThrow().path();
    Optional<String> finished = Bundle.manifestSha256At(bundle, context.hadoop());
    if (finished.isPresent()
        && Checkpoints.deletePublished(checkpoints(bundle), finished.get(), context.hadoop())) {
      context.tell(
          "Deleted %s: the run that wrote %s had been killed before it did so"
              .formatted(checkpoints(bundle), bundle));
    }
  }

  @Override
  public void run(CommandContext context) throws IOException {
    Path checkpoints = checkpoints(output(context.settings()).orElseThrow().path());
    boolean wasThere = checkpoints.getFileSystem(context.hadoop()).exists(checkpoints);
    try {
      train(context);
    } catch (InvalidInputException e) {
      if (!wasThere) {
        Checkpoints.deleteUnheld(checkpoints, context.report().runId(), context.hadoop());
      }
      throw e;
    }
  }

  private static void train(CommandContext context) throws IOException {
    Settings settings = context.settings();
    Autoencoder model = Options.autoencoder(settings);
    Preprocessing preprocessing = Options.preprocessing(settings);
    TrainingOptions options = Options.training(settings);
    ArchiveOptions source = Options.archive(settings);
    OutputDirectory output = OutputDirectory.of(settings, "bundle", CONTENTS);
    settings.require("model", () -> TrainingMemory.requireFits(model, options, new SparkConf()));

    Archive archive = context.archive(source);
    StoreLocation store = store(settings, output);
    context.out().print(EpochLines.header());
    context.out().flush();
    Checkpoints checkpoints = checkpoints(context, output.path());
    TrainedModel trained;
    StopRequest stop = new StopRequest();
    context.onInterrupt(() -> stop(stop, output.path(), context));
    try (Journal journal = Journal.in(output.path().suffix("_history.jsonl"), context.hadoop())) {
      TrainingRun run =
          new TrainingRun(
              context.report().runId(),
              identity(settings, archive),
              checkpoints,
              journal,
              epoch -> print(context, EpochLines.of(epoch, model.image())),
              context::tell,
              () -> requireFree(output, context),
              stop);
      trained =
          new Training(context.sparkContext(), model, options, context.progress())
              .run(run, archive, preprocessing, store);
    }
    BundleWriter bundle =
        trained.bundle(
            preprocessing, archive, source.split(), Instant.now(), BuildInfo.load().running());
    checkpoints.publishing(bundle.manifestSha256());
    output.clearUnfinished(context.hadoop());
    bundle.replace(output.path(), context.hadoop());
    checkpoints.delete();
    tell(context, archive, trained, bundle, output);
  }

  private static void stop(StopRequest stop, Path bundle, CommandContext context)
      throws InterruptedException {
    if (!stop.request(PATIENCE_WITH_A_ROUND)) {
      context.tell(
          "The round under way takes too long to be waited for: the same command goes on from the"
              + " newest checkpoint in "
              + checkpoints(bundle)
              + ", or anew where there is none");
    }
  }

  private static void requireFree(OutputDirectory output, CommandContext context) {
    try {
      output.requireFree(context.hadoop());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static StoreLocation store(Settings settings, OutputDirectory output) {
    return settings
        .optionalOutputPath("training.store")
        .map(path -> new StoreLocation(path.toString()))
        .orElseGet(() -> StoreLocation.besideBundle(output.path()));
  }

  private static Path checkpoints(Path bundle) {
    return bundle.suffix("_checkpoints");
  }

  /**
   * Beside the bundle; an unfinished run of another configuration is output to be replaced, too.
   */
  private static Checkpoints checkpoints(CommandContext context, Path bundle) throws IOException {
    return Checkpoints.in(
        checkpoints(bundle),
        Options.checkpoints(context.settings()),
        context.settings().flag("output.overwrite")
            ? Checkpoints.OtherRun.DROP
            : Checkpoints.OtherRun.REFUSE,
        context.report().runId(),
        context::tell,
        context.hadoop());
  }

  /** All keys that decide the weights, the archive's as it was found. */
  private static RunIdentity identity(Settings settings, Archive archive) {
    SortedMap<String, String> keys =
        settings.canonical(List.of("archive", "image", "model", "training"));
    keys.keySet()
        .removeIf(
            key ->
                key.startsWith("training.checkpoint.")
                    || key.equals("training.store")
                    || key.equals("archive.label-column"));
    return new RunIdentity(keys)
        .with("archive.path", Secrets.NONE.masked(archive.uri()))
        .with("archive.format", archive.format().key());
  }

  private static void print(CommandContext context, String line) {
    context.out().print(line);
    context.out().flush();
  }

  private static void tell(
      CommandContext context,
      Archive archive,
      TrainedModel trained,
      BundleWriter bundle,
      OutputDirectory output) {
    RunReport report = context.report();
    context.reportRead(
        archive,
        trained.images().training()
            + trained.images().heldOut()
            + trained.images().rejectedImages());
    PassedOverCounts passedOver = archive.passedOver().plus(trained.images().passedOver());
    report.passedOver(passedOver);
    report.rejected(trained.images().rejected());
    report.imagesPerSecond(trained.examples() / trained.seconds());
    report.modelFingerprint(bundle.fingerprint());
    context
        .out()
        .printf(
            "Bundle %s, fingerprint %s%n"
                + "Trained on %,d images, %,d held out, %,d rejected%s; weights of epoch %d of %d%n"
                + "Next: %s%n",
            output.path(),
            Fingerprint.shown(bundle.fingerprint()),
            trained.images().training(),
            trained.images().heldOut(),
            trained.images().rejectedImages(),
            trained.images().rejected().isEmpty() ? "" : " " + trained.images().rejected(),
            trained.epoch(),
            trained.history().size(),
            BashWords.line(
                "nightjar", "embed", "archive.path=…", "bundle=" + output.path(), "output.path=…"));
    context.tellPassedOver(passedOver);
    VerdictText verdict = new VerdictText(bundle.verdict());
    verdict.warning("the network").or(verdict::summary).ifPresent(context::tell);
  }
}
