package io.nightjar.encoding;

import io.nightjar.CheckFailedException;
import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.CanaryImage;
import io.nightjar.bundle.Latents;
import io.nightjar.image.DecodeResult;
import io.nightjar.image.DecodedImage;
import io.nightjar.image.EncodedImage;
import java.util.function.Function;

/**
 * Whether decoder and engine give a bundle's canary the latents that training gave it, and bring
 * its images back as well.
 */
public final class CanaryCheck {
  /** The largest difference allowed, relative to the number or to 1, whichever is larger. */
  public static final double TOLERANCE = 1e-4;

  private CanaryCheck() {}

  /**
   * Decodes, encodes and reconstructs the canary, within {@link #TOLERANCE}.
   *
   * @throws CheckFailedException one line: the image, how far off it is, and the mend
   */
  public static void run(
      Bundle bundle, LatentEncoder encoder, Function<EncodedImage, DecodeResult> decoder) {
    run(bundle, encoder, decoder, TOLERANCE);
  }

  /**
   * Decodes, encodes and reconstructs the canary.
   *
   * @param tolerance the largest difference allowed: of latents relative to the number or to 1,
   *     whichever is larger; of the reconstruction's root mean squared error, pixels in [0, 1]
   * @throws CheckFailedException one line: the image, how far off it is, and the mend
   */
  public static void run(
      Bundle bundle,
      LatentEncoder encoder,
      Function<EncodedImage, DecodeResult> decoder,
      double tolerance) {
    for (CanaryImage image : bundle.canary().images()) {
      if (!(decoder.apply(image.image()) instanceof DecodedImage decoded)) {
        throw failed(image, "is not decoded any more");
      }
      Latents latents = encoder.encode(decoded.pixels(), 1);
      require(image, "is off by", difference(image, latents), tolerance);
      if (image.reconstructionError() != null) {
        double error = encoder.reconstructionErrors(decoded.pixels(), latents)[0];
        double difference = Math.sqrt(error) - Math.sqrt(image.reconstructionError());
        require(image, "comes back off by", Math.abs(difference), tolerance);
      }
    }
  }

  /** NaN is no difference allowed. */
  private static void require(
      CanaryImage image, String problem, double difference, double tolerance) {
    if (!(difference <= tolerance)) {
      throw failed(image, "%s %.2g (%.2g allowed)".formatted(problem, difference, tolerance));
    }
  }

  /** NaN when any number is. */
  private static double difference(CanaryImage image, Latents latents) {
    double mean = difference(image.mean(), latents.mean());
    return image.stddev() == null
        ? mean
        : Math.max(mean, difference(image.stddev(), latents.stddev()));
  }

  private static double difference(float[] expected, float[] actual) {
    if (expected.length != actual.length) {
      return Double.NaN;
    }
    double largest = 0;
    for (int i = 0; i < expected.length; i++) {
      double scale = Math.max(1, Math.abs(expected[i]));
      largest = Math.max(largest, Math.abs(expected[i] - actual[i]) / scale);
    }
    return largest;
  }

  private static CheckFailedException failed(CanaryImage image, String problem) {
    return new CheckFailedException(
        "The bundle's canary %s %s: decoder or engine changed since training; use the versions in its manifest"
            .formatted(image.file(), problem));
  }
}
