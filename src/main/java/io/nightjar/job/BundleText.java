package io.nightjar.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.EmbeddingFigures;
import io.nightjar.bundle.NamedTensor;
import io.nightjar.bundle.Provenance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.hadoop.fs.Path;

/**
 * A bundle as {@code inspect} prints it. What the manifest says goes by the manifest's own keys, so
 * that a new architecture's hyperparameters need nothing here.
 */
record BundleText(Path path, Bundle bundle) {
  private static final String NOTHING = "-";

  @Override
  public String toString() {
    JsonNode manifest = manifest();
    JsonNode provenance = manifest.path("provenance");
    return section("Bundle", identity(provenance))
        + verdict()
        + section("Model", rows(manifest.path("autoencoder")))
        + section("Preprocessing", rows(manifest.path("preprocessing")))
        + section("Data set", rows(provenance.path("data_set")))
        + section("Training", rows(provenance.path("training")))
        + section("Versions", rows(provenance.path("versions")))
        + section("History (nats per image; squared error per pixel value)", history())
        + section(figuresTitle(), figures())
        + section("Files", files())
        + section("Tensors", tensors());
  }

  /** What it was held against when it was trained, before all that matters less. */
  private String verdict() {
    VerdictText text = new VerdictText(bundle.manifest().verdict());
    return text.warning("the network")
        .or(text::summary)
        .map(line -> "%s%n%n".formatted(line))
        .orElse("");
  }

  private JsonNode manifest() {
    try {
      return new ObjectMapper().readTree(bundle.manifest().toJson());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // bytes in memory cannot fail otherwise
    }
  }

  private static String section(String title, Table table) {
    return "%s%n%s%n".formatted(title, table);
  }

  private Table identity(JsonNode provenance) {
    return new Table()
        .row("path", path.toString())
        .row("fingerprint", bundle.fingerprint())
        .row("format_version", String.valueOf(bundle.manifest().formatVersion()))
        .row("created_at", text(provenance.path("created_at")));
  }

  /** A row for each value, however deep, under its keys joined by dots. */
  private static Table rows(JsonNode object) {
    Table table = new Table();
    object.properties().forEach(field -> addRows(table, field.getKey(), field.getValue()));
    return table;
  }

  private static void addRows(Table table, String name, JsonNode value) {
    if (value.isObject()) {
      value
          .properties()
          .forEach(field -> addRows(table, name + "." + field.getKey(), field.getValue()));
    } else {
      table.row(name, text(value));
    }
  }

  private static String text(JsonNode value) {
    if (value.isArray()) {
      return StreamSupport.stream(value.spliterator(), false)
          .map(BundleText::text)
          .collect(Collectors.joining(", "));
    }
    return value.isNull() ? NOTHING : value.asText();
  }

  private Table history() {
    Table table =
        new Table()
            .row(
                "epoch",
                "examples",
                "training loss",
                "validation bound",
                "reconstruction",
                "KL",
                "squared error",
                "images/s");
    bundle.manifest().provenance().history().forEach(epoch -> addEpoch(table, epoch));
    return table;
  }

  private static void addEpoch(Table table, Provenance.Epoch epoch) {
    Provenance.Metrics held = epoch.validation();
    table.row(
        String.valueOf(epoch.epoch()),
        count(epoch.examples()),
        number("%.3f", epoch.loss()),
        held == null ? NOTHING : number("%.3f", held.trained()),
        held == null ? NOTHING : number("%.3f", held.reconstructionNats()),
        held == null ? NOTHING : number("%.3f", held.klNats()),
        held == null ? NOTHING : number("%.6f", held.mse()),
        number("%,.0f", epoch.imagesPerSecond()));
  }

  private String figuresTitle() {
    boolean held = bundle.manifest().provenance().dataSet().validation() > 0;
    return bundle
        .trainingFigures()
        .map(
            figures ->
                "Training figures, which nights are compared with: over %s %s images"
                    .formatted(count(figures.images()), held ? "held-out" : "training"))
        .orElse("Training figures: none, so nights are not compared with training");
  }

  private Table figures() {
    Table table = new Table();
    bundle.trainingFigures().ifPresent(figures -> addFigures(table, figures));
    return table;
  }

  private static void addFigures(Table table, EmbeddingFigures figures) {
    table.row("", "mean", "deviation");
    EmbeddingFigures.Spread error = figures.reconstructionError();
    if (error != null) {
      addSpread(table, "reconstruction_error", error.mean(), error.stddev());
    }
    for (int i = 0; i < figures.latentSize(); i++) {
      addSpread(table, "latent." + i, figures.latentMean().get(i), figures.latentStddev().get(i));
    }
  }

  private static void addSpread(Table table, String name, double mean, double stddev) {
    table.row(name, number("%.6f", mean), number("%.6f", stddev));
  }

  private Table files() {
    Table table = new Table().row("file", "bytes");
    Map<String, Integer> sizes = bundle.fileSizes();
    sizes.forEach((name, bytes) -> table.row(name, count(bytes)));
    return table.row("total", count(sizes.values().stream().mapToLong(Integer::longValue).sum()));
  }

  private Table tensors() {
    Table table = new Table().row("tensor", "shape", "parameters");
    List<NamedTensor> tensors = bundle.tensors();
    for (NamedTensor tensor : tensors) {
      table.row(tensor.name(), shape(tensor), count(tensor.values().length));
    }
    long total = tensors.stream().mapToLong(tensor -> tensor.values().length).sum();
    return table.row("total", "", count(total));
  }

  /** For example {@code 32x1x4x4}. */
  private static String shape(NamedTensor tensor) {
    return tensor.shape().stream().map(String::valueOf).collect(Collectors.joining("x"));
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
