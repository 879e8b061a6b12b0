package io.nightjar.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.EmbeddingFigures;
import io.nightjar.bundle.NamedTensor;
import io.nightjar.bundle.Provenance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.hadoop.fs.Path;

/**
 * A bundle as {@code inspect} prints it. What the manifest says goes by the configuration's keys,
 * so that it can be given again; a new architecture's hyperparameters need nothing here.
 */
record BundleText(Path path, Bundle bundle) {
  private static final String NOTHING = "-";
  private static final String FREQUENCY = "provenance.training.averaging_frequency";
  private static final String LIKELIHOOD = "autoencoder.objective.likelihood.name";
  private static final String LEARNED = "learned-gaussian";
  private static final BigDecimal SMALL = new BigDecimal("0.0001");

  @Override
  public String toString() {
    JsonNode manifest = manifest();
    JsonNode provenance = manifest.path("provenance");
    return section("Bundle", identity())
        + verdict()
        + section("Model", configured(manifest, "autoencoder"))
        + section("Preprocessing", configured(manifest, "preprocessing"))
        + section("Data set", configured(manifest, "provenance.data_set"))
        + section("Training", configured(manifest, "provenance.training"))
        + section("Versions", versions(provenance.path("versions")))
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

  private Table identity() {
    return new Table()
        .row("path", path.toString())
        .row("fingerprint", bundle.fingerprint())
        .row("format-version", String.valueOf(bundle.manifest().formatVersion()))
        .row("created-at", createdAt());
  }

  private String createdAt() {
    return Instant.parse(bundle.manifest().provenance().createdAt())
        .truncatedTo(ChronoUnit.SECONDS)
        .toString();
  }

  /** A row for each value below a place of the manifest, under the key that gives it. */
  private static Table configured(JsonNode manifest, String place) {
    ManifestKeys keys = new ManifestKeys(manifest.at("/autoencoder/architecture/name").asText());
    Table table = new Table();
    Map<String, JsonNode> values = new LinkedHashMap<>();
    addValues(values, place, manifest.at("/" + place.replace('.', '/')));
    foldSchedule(values);
    values.remove("provenance.data_set.content_sample"); // for programs alone
    values.forEach((name, value) -> table.row(keys.of(name), setting(name, value)));
    if (setting(values, LIKELIHOOD).equals(LEARNED)) {
      table.row("model.gaussian-stddev", "learned");
    }
    return table;
  }

  private static void addValues(Map<String, JsonNode> values, String name, JsonNode value) {
    if (value.isObject()) {
      value
          .properties()
          .forEach(field -> addValues(values, name + "." + field.getKey(), field.getValue()));
    } else {
      values.put(name, value);
    }
  }

  /** A schedule is one key: {@code 1..16}. */
  private static void foldSchedule(Map<String, JsonNode> values) {
    JsonNode first = values.remove("provenance.training.options.averaging_frequency_first");
    if (first != null && !first.equals(values.get(FREQUENCY))) {
      values.put(FREQUENCY, new TextNode(first.asText() + ".." + values.get(FREQUENCY).asText()));
    }
  }

  private static String setting(Map<String, JsonNode> values, String name) {
    return values.containsKey(name) ? values.get(name).asText() : "";
  }

  private static String setting(String name, JsonNode value) {
    if (name.equals("autoencoder.latent.kind")) {
      return String.valueOf(value.asText().equals("variational"));
    }
    if (name.equals("provenance.training.seconds")) {
      return number("%.1f", value.doubleValue());
    }
    return name.equals(LIKELIHOOD) && value.asText().equals(LEARNED) ? "gaussian" : text(value);
  }

  private static Table versions(JsonNode versions) {
    Table table = new Table();
    versions.properties().forEach(field -> table.row(field.getKey(), text(field.getValue())));
    return table;
  }

  private static String text(JsonNode value) {
    if (value.isArray()) {
      return StreamSupport.stream(value.spliterator(), false)
          .map(BundleText::text)
          .collect(Collectors.joining(", "));
    }
    if (value.isNull()) {
      return NOTHING;
    }
    return value.isFloatingPointNumber() ? significant(value.doubleValue()) : value.asText();
  }

  /** Up to six digits, without zeros at the end. */
  private static String significant(double value) {
    BigDecimal rounded = BigDecimal.valueOf(value).round(new MathContext(6)).stripTrailingZeros();
    return rounded.abs().compareTo(SMALL) < 0 ? rounded.toString() : rounded.toPlainString();
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
      addSpread(table, "reconstruction-error", error.mean(), error.stddev());
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
