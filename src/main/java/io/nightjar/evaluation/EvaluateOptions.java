package io.nightjar.evaluation;

import io.nightjar.archive.Split;
import java.io.Serializable;
import java.util.Objects;

/**
 * How a bundle is measured: the {@code evaluate.*} keys.
 *
 * @param importanceSamples K, draws of z an image for the bounds on log p(x); 1 or more
 * @param seed of all draws
 * @param batchSize images encoded at once, 1 or more
 * @param probeImages most images that PCA and the probes are fitted on, and most that they are
 *     measured on; {@value #LEAST_PROBE_IMAGES} or more
 * @param fitSplit the part of the archive that they are fitted on
 */
public record EvaluateOptions(
    int importanceSamples, long seed, int batchSize, int probeImages, Split fitSplit)
    implements Serializable {
  static final int LEAST_PROBE_IMAGES = 10;

  public EvaluateOptions {
    requireAtLeast(1, importanceSamples, "importance-samples");
    requireAtLeast(1, batchSize, "batch-size");
    requireAtLeast(LEAST_PROBE_IMAGES, probeImages, "probe-images");
    Objects.requireNonNull(fitSplit, "fitSplit");
  }

  private static void requireAtLeast(int least, int value, String name) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s: %d (expected %d or more)".formatted(name, value, least));
    }
  }
}
