package io.nightjar.job;

import io.nightjar.InvalidInputException;
import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.Fingerprint;
import io.nightjar.embedding.rows.Generation;
import io.nightjar.embedding.rows.RowsReader;
import io.nightjar.embedding.similar.DuplicateOptions;
import io.nightjar.embedding.similar.Measure;
import io.nightjar.embedding.similar.NearDuplicates;
import io.nightjar.embedding.similar.NearestRows;
import io.nightjar.embedding.similar.Query;
import io.nightjar.embedding.similar.SimilarFile;
import io.nightjar.embedding.similar.SimilarPair;
import io.nightjar.embedding.similar.SimilarPairs;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;

/** {@code nightjar similar}. */
final class Similar implements Command {
  private static final int MOST = 100_000;

  @Override
  public String name() {
    return "similar";
  }

  @Override
  public String summary() {
    return "Finds the rows nearest to one of them or to an image, or all near-duplicates.";
  }

  @Override
  public CommandKeys keys() {
    return CommandKeys.required("similar.rows")
        .own("similar", "bundle")
        .shared("catalog", "output.path", "output.overwrite", "report");
  }

  @Override
  public String example() {
    return "similar similar.rows=out/photos.parquet similar.query=photos/cat/1.jpg";
  }

  @Override
  public void check(Settings settings) {
    Options.rows(settings, name());
    shown(settings);
    if (settings.optionalString("similar.query").isPresent()) {
      settings.choice("similar.measure", Measure.class);
      settings.optionalPath("bundle");
    } else {
      options(settings);
    }
    output(settings);
  }

  @Override
  public List<String> inputs() {
    return List.of("similar.rows");
  }

  @Override
  public Optional<OutputDirectory> output(Settings settings) {
    return settings
        .optionalPath("output.path")
        .map(path -> OutputDirectory.of(settings, "output.path", OutputDirectory.Contents.SPARK));
  }

  @Override
  public void run(CommandContext context) throws IOException {
    Settings settings = context.settings();
    DuplicateOptions options = options(settings);
    int shown = shown(settings);
    Generation rows = RowsReader.open(context.spark(), Options.rows(settings, name()));
    context.report().modelFingerprint(rows.model().fingerprint());
    if (rows.count() == 0) {
      throw new InvalidInputException(
          "similar.rows: %s holds no rows of model %s: run nightjar embed first"
              .formatted(rows.origin(), Fingerprint.shown(rows.model().fingerprint())));
    }
    requireOutside(context, rows);
    Optional<String> query = settings.optionalString("similar.query");
    if (query.isPresent()) {
      nearest(context, rows, query(context, rows, query.get()), options.measure(), shown);
    } else {
      duplicates(context, rows, options, shown);
    }
  }

  private static DuplicateOptions options(Settings settings) {
    return settings.checked(
        "similar",
        () ->
            new DuplicateOptions(
                settings.choice("similar.measure", Measure.class),
                settings.decimal("similar.max-distance"),
                settings.longInteger("similar.exact-rows")));
  }

  private static int shown(Settings settings) {
    int shown = settings.integer("similar.k");
    if (shown < 1 || shown > MOST) {
      throw new SettingException(
          "similar.k", "similar.k: %d (expected 1 to %d)".formatted(shown, MOST));
    }
    return shown;
  }

  private void requireOutside(CommandContext context, Generation rows) throws IOException {
    Optional<OutputDirectory> output = output(context.settings());
    if (output.isPresent()) {
      output.get().requireOutside(rows.location(), rows.origin(), context.hadoop());
    }
  }

  private static Query query(CommandContext context, Generation rows, String text)
      throws IOException {
    Optional<Query> row = Query.ofRow(rows, text);
    if (row.isPresent()) {
      return row.get();
    }
    Path file =
        Query.file(text, context.hadoop())
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        "similar.query: %s is no row's uri in %s, and no file"
                            .formatted(text, rows.origin())));
    Path path =
        context
            .settings()
            .optionalPath("bundle")
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        "similar.query: %s is no row of %s: give the bundle that encodes it"
                            .formatted(text, rows.origin())));
    Bundle bundle = Bundle.open(path, context.hadoop());
    requireModel(bundle, path, rows);
    return Query.ofImage(text, file, bundle, context.sparkContext());
  }

  private static void requireModel(Bundle bundle, Path path, Generation rows) {
    if (!bundle.fingerprint().equals(rows.model().fingerprint())) {
      throw new InvalidInputException(
          ("bundle %s has the fingerprint %s and the rows of %s are of %s: give the bundle that made"
                  + " them, or choose its rows by similar.fingerprint")
              .formatted(
                  path,
                  Fingerprint.shown(bundle.fingerprint()),
                  rows.origin(),
                  Fingerprint.shown(rows.model().fingerprint())));
    }
  }

  private void nearest(CommandContext context, Generation rows, Query query, Measure measure, int k)
      throws IOException {
    List<SimilarPair> nearest =
        new NearestRows(rows, measure, context.progress()).to(query.uri(), query.vector(), k);
    Table table = new Table().row("distance", "uri");
    nearest.forEach(pair -> table.row(distance(pair), pair.similarUri()));
    context
        .out()
        .printf(
            Locale.ROOT,
            "Nearest to %s by %s distance among %,d rows of %s, model %s: exact%n%s",
            query.uri(),
            context.settings().string("similar.measure"),
            rows.count(),
            rows.origin(),
            Fingerprint.shown(rows.model().fingerprint()),
            table.indent(2));
    write(context, rows, measure, context.sparkContext().parallelize(nearest), nearest.size());
  }

  private void duplicates(
      CommandContext context, Generation rows, DuplicateOptions options, int shown)
      throws IOException {
    try (SimilarPairs pairs = new NearDuplicates(rows, options, context.progress()).find()) {
      context
          .out()
          .printf(
              Locale.ROOT,
              "Near-duplicates within %s distance %s among %,d rows of %s, model %s: %,d pairs,"
                  + " %s%n",
              context.settings().string("similar.measure"),
              context.settings().string("similar.max-distance"),
              rows.count(),
              rows.origin(),
              Fingerprint.shown(rows.model().fingerprint()),
              pairs.count(),
              pairs.method());
      if (pairs.unmeasured() > 0) {
        context
            .out()
            .printf(
                Locale.ROOT,
                "Left out: %,d rows with the zero vector, which has no direction%n",
                pairs.unmeasured());
      }
      Table table = new Table().row("distance", "uri", "similar_uri");
      pairs
          .nearest(shown)
          .forEach(pair -> table.row(distance(pair), pair.uri(), pair.similarUri()));
      context.out().print(pairs.count() == 0 ? new Table() : table.indent(2));
      write(context, rows, options.measure(), pairs.all(), pairs.count());
    }
  }

  private static String distance(SimilarPair pair) {
    return String.format(Locale.ROOT, "%.6g", pair.distance());
  }

  private void write(
      CommandContext context,
      Generation rows,
      Measure measure,
      JavaRDD<SimilarPair> pairs,
      long count)
      throws IOException {
    Optional<OutputDirectory> output = output(context.settings());
    if (output.isEmpty()) {
      return;
    }
    output.get().clear(context.hadoop());
    long written =
        new SimilarFile(measure, rows.model().fingerprint())
            .write(pairs, count, output.get().path(), context.spark());
    context.report().rowsWritten(written);
    context.out().printf(Locale.ROOT, "Pairs  %,d in %s%n", written, output.get().path());
  }
}
