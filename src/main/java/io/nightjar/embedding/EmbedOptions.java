package io.nightjar.embedding;

import io.nightjar.encoding.Engine;
import java.io.Serializable;
import java.util.Objects;

/**
 * How an archive is embedded.
 *
 * @param engine what runs the encoder
 * @param batchSize images encoded at once, 1 or more
 * @param budget for rejects
 * @param reconstructionError whether rows carry one
 */
public record EmbedOptions(
    Engine engine, int batchSize, FailureBudget budget, ReconstructionError reconstructionError)
    implements Serializable {
  public EmbedOptions {
    Objects.requireNonNull(engine, "engine");
    Objects.requireNonNull(budget, "budget");
    Objects.requireNonNull(reconstructionError, "reconstructionError");
    if (batchSize < 1) {
      throw new IllegalArgumentException(
          "batch-size: %d (expected 1 or more)".formatted(batchSize));
    }
  }

  /** Whether each latent is decoded again to see how well the image comes back. */
  public enum ReconstructionError {
    MEASURED,
    LEFT_OUT
  }
}
