package io.nightjar.job;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Map.Entry;

/** {@code metrics.json} as {@code evaluate} prints it: its figures by their own names. */
final class MetricsText {
  private static final String NATS = "nats per image";
  private static final Map<String, String> UNITS =
      Map.of(
          "examples",
          "images",
          "mse",
          "per pixel value, pixels in [0, 1]",
          "pca_mse",
          "likewise, by as many principal components",
          "psnr",
          "dB",
          "bernoulli_cross_entropy",
          NATS,
          "negative_elbo",
          NATS,
          "reconstruction_nats",
          NATS,
          "kl_nats",
          NATS,
          "importance_weighted_nll",
          NATS,
          "standard_error",
          "of importance_weighted_nll");

  private MetricsText() {}

  /** A line a figure: name, value, unit; what does not apply is left out. */
  static Table of(JsonNode metrics) {
    Table table = new Table();
    Iterator<Entry<String, JsonNode>> fields = metrics.fields();
    while (fields.hasNext()) {
      Entry<String, JsonNode> field = fields.next();
      if (field.getValue().isNumber() && !field.getKey().equals("format_version")) {
        table.row(field.getKey(), text(field.getValue()), unit(field.getKey()));
      }
    }
    return table;
  }

  /** Right-aligned on the decimal point. */
  private static String text(JsonNode number) {
    return number.isIntegralNumber()
        ? String.format(Locale.ROOT, "%,8d     ", number.longValue())
        : String.format(Locale.ROOT, "%13.4f", number.doubleValue());
  }

  private static String unit(String name) {
    return name.endsWith("_accuracy") ? "fraction in [0, 1]" : UNITS.getOrDefault(name, "");
  }
}
