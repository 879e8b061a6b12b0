package io.nightjar.model;

import java.io.Serializable;
import java.util.Objects;

/**
 * β, the weight of the KL term, as training goes on.
 *
 * @param beta the full weight, 0 or more; 1 gives the ELBO
 * @param warmup how it gets there
 * @param epochs of the warm-up: until β is full, or for cycles, of one cycle; above 0
 * @see <a href="https://openreview.net/forum?id=Sy2fzU9gl">Higgins et al. 2017, β-VAE, equation
 *     4</a>
 */
public record KlWeight(double beta, Warmup warmup, double epochs) implements Serializable {
  /** How β grows from 0. */
  public enum Warmup {
    /** It is full from the start. */
    NONE,

    /**
     * In a straight line, once.
     *
     * @see <a href="https://arxiv.org/abs/1602.02282">Sønderby et al. 2016, section 2.3</a>
     */
    LINEAR,

    /**
     * Again and again: in a straight line over the first half of each cycle, full over the second.
     *
     * @see <a href="https://arxiv.org/abs/1903.10145">Fu et al. 2019, equations 6 and 7</a>
     */
    CYCLICAL
  }

  public KlWeight {
    Objects.requireNonNull(warmup, "warmup");
    if (!(beta >= 0) || Double.isInfinite(beta)) {
      throw new IllegalArgumentException("beta: %s (expected 0 or more)".formatted(beta));
    }
    if (!(epochs > 0) || Double.isInfinite(epochs)) {
      throw new IllegalArgumentException(
          "beta-warmup-epochs: %s (expected a number above 0)".formatted(epochs));
    }
  }

  /** The same from start to end. */
  public static KlWeight constant(double beta) {
    return new KlWeight(beta, Warmup.NONE, 1);
  }

  /**
   * The weight at a moment of training.
   *
   * @param progress epochs done, with fractions
   */
  public double at(double progress) {
    double part =
        switch (warmup) {
          case NONE -> 1;
          case LINEAR -> progress / epochs;
          case CYCLICAL -> 2 * (progress / epochs - Math.floor(progress / epochs));
        };
    return beta * Math.min(1, part);
  }

  /** Epochs in which β is less than full for a while; {@link Integer#MAX_VALUE} for cycles. */
  public int epochsUntilFull() {
    return switch (warmup) {
      case NONE -> 0;
      case LINEAR -> (int) Math.ceil(epochs);
      case CYCLICAL -> Integer.MAX_VALUE;
    };
  }
}
