package io.nightjar.embedding;

import java.util.Locale;
import java.util.Optional;

/**
 * From which drift on somebody should look.
 *
 * @param largest of {@link Drift}'s shifts that are not worth a warning, above 0
 */
public record DriftThreshold(double largest) {
  /**
   * Rows, and images that the bundle was measured on, below which nothing is said: means of fewer
   * may be far off.
   */
  public static final long FEWEST_IMAGES = 100;

  public DriftThreshold {
    if (!(largest > 0)) {
      throw new IllegalArgumentException(
          "drift-threshold: %s (expected above 0)".formatted(largest));
    }
  }

  /** One line for people, if there is more drift than that. */
  public Optional<String> warning(Drift drift) {
    boolean told =
        drift.rows().images() >= FEWEST_IMAGES
            && drift.training().images() >= FEWEST_IMAGES
            && drift.largest() > largest;
    return told
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "the %,d new images are unlike those of training: drift %.2f, where"
                    + " embed.drift-threshold is %s; look at them, and train again if such are to"
                    + " stay",
                drift.rows().images(),
                drift.largest(),
                largest))
        : Optional.empty();
  }
}
