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
        "%5d  %,9d  %9.3f  %10s  %9s  %8s  %9s  %,8.0f  %7.1f%%%n",
        epoch.epoch(),
        epoch.examples(),
        epoch.loss(),
        heldOut ? decimals(3, validation.boundPerImage()) : NONE,
        heldOut ? decimals(3, validation.reconstructionPerImage()) : NONE,
        heldOut ? decimals(3, validation.klPerImage()) : NONE,
        heldOut ? decimals(6, validation.meanSquaredError(image)) : NONE,
        epoch.imagesPerSecond(),
        PERCENT * epoch.overhead());
  }

  private static String decimals(int digits, double value) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
