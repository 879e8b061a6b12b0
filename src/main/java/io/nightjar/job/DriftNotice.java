package io.nightjar.job;

import io.nightjar.embedding.Drift;
import io.nightjar.embedding.DriftThreshold;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What people are told of how unlike training's a run's new rows are. */
final class DriftNotice {
  private static final Logger LOG = LoggerFactory.getLogger(DriftNotice.class);

  private final RunReport report;
  private final DriftThreshold threshold;
  private Optional<Drift> measured = Optional.empty();

  DriftNotice(RunReport report, DriftThreshold threshold) {
    this.report = report;
    this.threshold = threshold;
  }

  /** Takes what was measured into report and log. */
  void take(Drift drift) {
    measured = Optional.of(drift);
    report.drift(drift, warning().orElse(null));
    LOG.info("Drift {}", drift);
    warning().ifPresent(LOG::warn);
  }

  /** A line behind the run's results, where somebody should look. */
  Optional<String> warning() {
    return measured.flatMap(threshold::warning).map("Warning: "::concat);
  }

  /** The largest shift; nothing where none was measured. */
  String number() {
    return measured.map(drift -> number("%.2f", drift.largest())).orElse("-");
  }

  /** What it is made of; of a run that has new rows, since without those there is none, too. */
  String detail() {
    return measured
        .map(DriftNotice::detail)
        .orElse("the bundle has no training figures to compare with");
  }

  private static String detail(Drift drift) {
    List<String> parts = new ArrayList<>();
    add(parts, "latent means %.2f", drift.latentMeanShift());
    add(parts, "latent deviations %.2f", drift.latentStddevShift());
    add(parts, "reconstruction error %.2f", drift.reconstructionErrorShift());
    add(parts, "which is %.2f times training's", drift.reconstructionErrorRatio());
    return String.join(", ", parts);
  }

  private static void add(List<String> parts, String format, Double value) {
    if (value != null) {
      parts.add(number(format, value));
    }
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
