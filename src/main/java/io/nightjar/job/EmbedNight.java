package io.nightjar.job;

import io.nightjar.InvalidInputException;
import io.nightjar.archive.Archive;
import io.nightjar.archive.ArchiveOptions;
import io.nightjar.archive.Split;
import io.nightjar.bundle.Bundle;
import io.nightjar.embedding.Drift;
import io.nightjar.embedding.EmbedListener;
import io.nightjar.embedding.OneShot.RunStamp;
import io.nightjar.embedding.RejectExample;
import io.nightjar.embedding.night.CatalogOptions;
import io.nightjar.embedding.night.Night;
import io.nightjar.embedding.night.NightCounts;
import io.nightjar.embedding.night.NightOptions;
import io.nightjar.embedding.night.TableName;
import io.nightjar.image.ContentHash;
import io.nightjar.image.ImageShape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.hadoop.fs.Path;

/** {@code nightjar embed} with {@code output.table}. */
final class EmbedNight {
  private final CommandContext context;
  private final Settings settings;
  private final DriftNotice drift;

  EmbedNight(CommandContext context) {
    this.context = context;
    this.settings = context.settings();
    this.drift = new DriftNotice(context.report(), Options.driftThreshold(settings));
  }

  /**
   * Whether a table is to be written and no directory.
   *
   * @throws InvalidInputException when both are
   */
  static boolean isWanted(Settings settings) {
    boolean wanted = settings.optionalString("output.table").isPresent();
    if (wanted && settings.optionalString("output.path").isPresent()) {
      throw new SettingException(
          "output.path",
          "output.table and output.path are both given: keep the one that is to be written");
    }
    return wanted;
  }

  /** Reads every setting that {@link #run} will use. */
  static void check(Settings settings) {
    TableName.of(settings.string("output.table"));
    Options.catalog(settings);
    Options.night(settings);
    settings.flag("embed.dry-run");
  }

  /** What the report goes beside: a plan that is only printed leaves the last night's there. */
  static Optional<Path> reported(Settings settings) {
    return settings.flag("embed.dry-run") ? Optional.empty() : place(settings);
  }

  /** Where the table lies, as far as the configuration tells. */
  static Optional<Path> place(Settings settings) {
    TableName name = TableName.of(settings.string("output.table"));
    return settings
        .optionalPath("catalog.warehouse")
        .map(
            warehouse ->
                new Path(warehouse, String.join("/", name.namespace()) + "/" + name.table()));
  }

  void run() throws IOException {
    TableName name = TableName.of(settings.string("output.table"));
    CatalogOptions catalog = Options.catalog(settings);
    NightOptions options = Options.night(settings);
    ArchiveOptions source = Options.archive(settings);
    requireApart();
    Bundle bundle = context.bundle();
    ImageShape image = bundle.preprocessing().shape();
    settings.require("embed", () -> image.requireBatchFits(options.embed().batchSize(), 1));
    // Before listing: what is touched from here on is looked at again by the next night.
    RunStamp run = new RunStamp(context.report().runId(), Instant.now());
    Archive.requireThere(source, context.hadoop());
    var starting =
        CompletableFuture.supplyAsync(
            () -> start(bundle, options, catalog, name), CommandContext::besides);
    Archive archive = Archive.list(source, context.hadoop());
    requireWhole(archive);
    archive.notices().forEach(context::tell);
    Night night = started(starting);
    context.spark(); // this thread's session, from here on
    if (settings.flag("embed.dry-run")) {
      NightCounts planned = night.dryRun(archive, catalog, name, run);
      tellDoubled(planned);
      show("Would be", name, planned);
      night.refusal(planned).ifPresent(why -> context.tell("Would end with exit 3: " + why));
      return;
    }
    show("", name, night.run(archive, catalog, name, recipe(bundle), run, new Told()));
    drift.warning().ifPresent(context::tell);
  }

  /** What can be done while the archive is listed. */
  private Night start(Bundle bundle, NightOptions options, CatalogOptions catalog, TableName name) {
    Night night = new Night(context.spark(), bundle, options, context.progress());
    night.lookAhead(catalog, name);
    return night;
  }

  private static Night started(CompletableFuture<Night> starting) {
    try {
      return starting.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException failure ? failure : e;
    }
  }

  /** A table in the archive would be read as a part of it. */
  private void requireApart() throws IOException {
    Path archive = settings.optionalInput("archive.path", context.hadoop()).orElseThrow();
    for (String key : List.of("catalog.warehouse", "catalog.table-location")) {
      Optional<Path> place = settings.optionalPath(key);
      if (place.isPresent() && OutputDirectory.isWithin(place.get(), archive, context.hadoop())) {
        throw new InvalidInputException(
            "%s %s is within archive.path %s: put it elsewhere"
                .formatted(key, place.get(), archive));
      }
    }
  }

  /** What a split by content leaves out would be new again every night. */
  private static void requireWhole(Archive archive) {
    if (archive.splitByContent() != Split.ALL) {
      throw new InvalidInputException(
          "archive.split: %s (expected all: a table holds the whole archive)"
              .formatted(archive.splitByContent().key()));
    }
  }

  /** Chunks of a run that was killed are of use to another one that would make the same. */
  private String recipe(Bundle bundle) {
    String text =
        "%s %s %s"
            .formatted(
                BuildInfo.load().running(),
                bundle.fingerprint(),
                settings.canonical(List.of("archive", "embed.reconstruction-error")));
    return ContentHash.of(text.getBytes(StandardCharsets.UTF_8)).hex();
  }

  /** Before anything is published, so that a failed run's report has it too. */
  private final class Told implements EmbedListener<NightCounts> {
    @Override
    public void counted(NightCounts counts) {
      report(counts);
      tellDoubled(counts);
    }

    @Override
    public void measured(Drift measured) {
      drift.take(measured);
    }
  }

  private void report(NightCounts counts) {
    RunReport report = context.report();
    report.imagesListed(counts.listed());
    report.imagesRead(counts.read());
    report.rowsReused(counts.reused());
    report.rowsRemoved(counts.removed());
    report.rejected(counts.rejected());
    report.rejectExamples(counts.examples());
    report.passedOver(counts.passedOver());
    report.imagesPerSecond(counts.imagesPerSecond());
    report.night(counts.classes());
  }

  private void tellDoubled(NightCounts counts) {
    if (counts.doubled().count() > 0) {
      context.tell(
          String.format(
              Locale.ROOT,
              "Uris that another writer has doubled; of each, one at most is kept: %,d (%s%s)",
              counts.doubled().count(),
              String.join(", ", counts.doubled().examples()),
              counts.doubled().count() > counts.doubled().examples().size() ? ", …" : ""));
    }
  }

  private void show(String heading, TableName name, NightCounts counts) {
    Table table =
        new Table()
            .row("unchanged", number(counts.unchanged()), "")
            .row("new", number(counts.fresh()), "")
            .row("changed", number(counts.changed()), "")
            .row("touched", number(counts.touched()), "the same bytes: their vector is kept")
            .row("renamed", number(counts.renamed()), "their vector is kept under the new name")
            .row("duplicate", number(counts.duplicates()), "they share a vector that is there")
            .row("gone", number(counts.gone()), "")
            .row("rejected", number(counts.rejects()), reasons(counts))
            .row("rejected again", number(counts.rejectedAgain()), "")
            .row("passed over", number(counts.passedOver().total()), counts.passedOver().told());
    if (heading.isEmpty() && counts.encoded() > 0) {
      table.row("drift", "%12s".formatted(drift.number()), drift.detail());
    }
    if (heading.isEmpty()) {
      context.report().rowsWritten(counts.written());
    }
    context
        .out()
        .printf(
            "%s%s, %,d images%n%s",
            heading.isEmpty() ? "" : heading + " ", name, counts.listed(), table.indent(2));
    RejectExample.lines(counts.examples(), counts.rejects())
        .forEach(line -> context.out().printf("  rejected: %s%n", line));
    if (counts.imagesPerSecond() > 0 && heading.isEmpty()) {
      context.out().printf("%,.0f images a second%n", counts.imagesPerSecond());
    }
  }

  private static String number(long count) {
    return String.format(Locale.ROOT, "%,12d", count);
  }

  private static String reasons(NightCounts counts) {
    return counts.rejected().isEmpty() ? "" : new TreeMap<>(counts.rejected()).toString();
  }
}
