package io.nightjar.model;

import java.util.Objects;

/**
 * What follows a hidden layer's weights.
 *
 * @param activation the non-linearity
 * @param normalization before it
 */
record HiddenUnits(Activation activation, Normalization normalization) {
  HiddenUnits {
    Objects.requireNonNull(activation, "activation");
    Objects.requireNonNull(normalization, "normalization");
  }

  /** Outputs of the weights, for so many units. */
  int weighted(int units) {
    return isGated() ? Math.multiplyExact(2, units) : units;
  }

  /** Whether a {@link Gate} follows, which halves them. */
  boolean isGated() {
    return activation == Activation.GATED;
  }

  /** A bias before normalization would be taken away by it. */
  boolean hasBias() {
    return normalization == Normalization.NONE;
  }
}
