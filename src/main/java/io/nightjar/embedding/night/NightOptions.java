package io.nightjar.embedding.night;

import io.nightjar.embedding.EmbedOptions;
import java.util.Objects;

/**
 * How a night goes.
 *
 * @param embed how images are encoded
 * @param chunkImages staged at once, at most: what a killed run has to do again, 1 or more
 * @param maxRemovedFraction of the rows that may be gone with their images, from 0 to 1
 * @param retryRejects which rejects are tried again although their bytes are the same
 */
public record NightOptions(
    EmbedOptions embed, int chunkImages, double maxRemovedFraction, RetryRejects retryRejects) {
  /** Which rejects are tried again. */
  public enum RetryRejects {
    /** Those that say nothing of the bytes: unreadable, changed while they were read. */
    OF_STORAGE,
    ALL
  }

  public NightOptions {
    Objects.requireNonNull(embed, "embed");
    Objects.requireNonNull(retryRejects, "retryRejects");
    if (chunkImages < 1) {
      throw new IllegalArgumentException(
          "chunk-images: %d (expected 1 or more)".formatted(chunkImages));
    }
    if (!(maxRemovedFraction >= 0 && maxRemovedFraction <= 1)) {
      throw new IllegalArgumentException(
          "max-removed-fraction: %s (expected 0 to 1)".formatted(maxRemovedFraction));
    }
  }
}
