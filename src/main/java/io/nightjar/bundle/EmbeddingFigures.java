package io.nightjar.bundle;

import java.io.Serializable;
import java.util.List;

/**
 * What the rows of many images come to. Deviations are those of a sample, by images − 1; 0 of one
 * image.
 *
 * @param images how many, 1 or more
 * @param reconstructionError mean squared error per pixel value, pixels in [0, 1], over the images;
 *     null where rows have none
 * @param latentMean of each number of the embedding over the images
 * @param latentStddev likewise: how far embeddings differ, not how sure the encoder is of one
 */
public record EmbeddingFigures(
    long images, Spread reconstructionError, List<Double> latentMean, List<Double> latentStddev)
    implements Serializable {
  /**
   * A latent unit is active if its posterior mean varies by more than this over the images.
   *
   * @see <a href="https://arxiv.org/abs/1509.00519">Burda et al. 2015, section 5.1</a>
   */
  public static final double ACTIVE_VARIANCE = 0.01;

  public EmbeddingFigures {
    if (images < 1) {
      throw new IllegalArgumentException("images: %d (expected 1 or more)".formatted(images));
    }
    latentMean = List.copyOf(latentMean);
    latentStddev = List.copyOf(latentStddev);
    if (latentMean.size() != latentStddev.size()) {
      throw new IllegalArgumentException(
          "latent_stddev: %d numbers (expected %d, as in latent_mean)"
              .formatted(latentStddev.size(), latentMean.size()));
    }
    latentStddev.forEach(stddev -> requireNotNegative("latent_stddev", stddev));
  }

  private static void requireNotNegative(String key, double value) {
    if (value < 0) {
      throw new IllegalArgumentException("%s: %s (expected 0 or more)".formatted(key, value));
    }
  }

  /** Numbers in an embedding. */
  public int latentSize() {
    return latentMean.size();
  }

  /** Numbers of a variational embedding that tell images apart. */
  public int unitsInUse() {
    return (int) latentStddev.stream().filter(EmbeddingFigures::isInUse).count();
  }

  /**
   * Whether a number of a variational embedding tells images apart.
   *
   * @param stddev of it over images
   */
  public static boolean isInUse(double stddev) {
    return stddev * stddev > ACTIVE_VARIANCE;
  }

  /**
   * How one number is spread over images.
   *
   * @param stddev 0 or more
   */
  public record Spread(double mean, double stddev) implements Serializable {
    public Spread {
      requireNotNegative("stddev", stddev);
    }
  }
}
