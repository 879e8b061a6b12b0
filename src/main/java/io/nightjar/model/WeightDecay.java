package io.nightjar.model;

import java.io.Serializable;
import java.util.Objects;

/**
 * What each step takes off every weight besides its gradient: the step size times this part of it.
 * Biases and normalizations are left alone.
 *
 * @param part 0 (none) or more
 * @param rate the step size
 * @see <a href="https://arxiv.org/abs/1711.05101">Loshchilov and Hutter 2017, algorithm 2</a>
 */
public record WeightDecay(double part, LearningRate rate) implements Serializable {
  public static final WeightDecay NONE = new WeightDecay(0, LearningRate.constant(1));

  public WeightDecay {
    Objects.requireNonNull(rate, "rate");
    requirePart(part);
  }

  /**
   * Checks a decay before there is a step size.
   *
   * @throws IllegalArgumentException when it is not 0 or more
   */
  public static void requirePart(double part) {
    if (!(part >= 0) || Double.isInfinite(part)) {
      throw new IllegalArgumentException("weight-decay: %s (expected 0 or more)".formatted(part));
    }
  }

  /**
   * The part of a weight that a step takes off.
   *
   * @param step 0 for the first
   */
  double at(long step) {
    return part * rate.at(step);
  }
}
