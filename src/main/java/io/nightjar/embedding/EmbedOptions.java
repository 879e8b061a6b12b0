package io.nightjar.embedding;

import io.nightjar.encoding.Engine;
import java.io.Serializable;
import java.util.Objects;

/**
 * How an archive is embedded.
 *
 * @param engine what runs the encoder
 * @param batchSize images encoded at once, 1 or more
 * @param maxRejectedFraction of the images read that may be rejected, from 0 to 1
 * @param reconstructionError whether rows carry one
 */
public record EmbedOptions(
    Engine engine,
    int batchSize,
    double maxRejectedFraction,
    ReconstructionError reconstructionError)
    implements Serializable {
  public EmbedOptions {
    Objects.requireNonNull(engine, "engine");
    Objects.requireNonNull(reconstructionError, "reconstructionError");
    if (batchSize < 1) {
      throw new IllegalArgumentException(
          "batch-size: %d (expected 1 or more)".formatted(batchSize));
    }
    if (!(maxRejectedFraction >= 0 && maxRejectedFraction <= 1)) {
      throw new IllegalArgumentException(
          "max-rejected-fraction: %s (expected 0 to 1)".formatted(maxRejectedFraction));
    }
  }

  /** Whether each latent is decoded again to see how well the image comes back. */
  public enum ReconstructionError {
    MEASURED,
    LEFT_OUT
  }
}
