package io.nightjar.job;

import io.nightjar.image.ImageShape;
import io.nightjar.model.Elbo;
import io.nightjar.training.EpochSummary;
import java.util.Locale;

/** One line an epoch, in columns that line up as they come. */
final class EpochLines {
  private static final String WORDS = "%5s  %9s  %9s  %10s  %9s  %8s  %9s  %8s  %8s%n";
  private static final int PERCENT = 100;
  private static final String NONE = "-";

  private EpochLines() {}

  /**
   * Losses and validation terms are in nats per image, the squared error per pixel value; the bound
   * is −ELBO, or what several draws of z give.
   */
  static String header() {
    return String.format(
            Locale.ROOT,
            WORDS,
            "",
            "",
            "training",
            "validation",
            "recon-",
            "",
            "squared",
            "images",
            "")
        + String.format(
            Locale.ROOT,
            WORDS,
            "epoch",
            "images",
            "loss",
            "bound",
            "struction",
            "KL",
            "error",
            "a second",
            "overhead");
  }

  /** Without held-out images there are dashes in their columns. */
  static String of(EpochSummary epoch, ImageShape image) {
    Elbo validation = epoch.validation();
    boolean heldOut = validation.examples() > 0;
    return String.format(
        Locale.ROOT,
        WORDS,
        epoch.epoch(),
        format("%,d", epoch.examples()),
        number(epoch.loss()),
        heldOut ? number(validation.boundPerImage()) : NONE,
        heldOut ? number(validation.reconstructionPerImage()) : NONE,
        heldOut ? number(validation.klPerImage()) : NONE,
        heldOut ? format("%.5f", validation.meanSquaredError(image)) : NONE,
        format(epoch.imagesPerSecond() < 10 ? "%.1f" : "%,.0f", epoch.imagesPerSecond()),
        format("%.1f%%", PERCENT * epoch.overhead()));
  }

  /** Five digits, or all before the point: losses are from a few nats to a hundred thousand. */
  private static String number(double value) {
    double size = Math.abs(value);
    return format(
        size < 100 ? "%.3f" : size < 1000 ? "%.2f" : size < 10_000 ? "%,.1f" : "%,.0f", value);
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
