package io.nightjar.model;

import java.io.Serializable;

/**
 * Noise that training alone sees; a bundle's vectors do not depend on it but through the weights.
 *
 * @param dropout fraction of the hidden units left out, 0 (none) to below 1
 * @param corruption fraction of the pixels that the encoder sees black while the decoder is to give
 *     them back, 0 (none) to below 1: a denoising autoencoder
 * @see <a href="https://doi.org/10.1145/1390156.1390294">Vincent et al. 2008, section 2.3, masking
 *     noise</a>
 */
public record Regularization(double dropout, double corruption) implements Serializable {
  public static final Regularization NONE = new Regularization(0, 0);

  public Regularization {
    requireFraction("dropout", dropout);
    requireFraction("corruption", corruption);
  }

  private static void requireFraction(String key, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException("%s: %s (expected 0 to below 1)".formatted(key, value));
    }
  }
}
