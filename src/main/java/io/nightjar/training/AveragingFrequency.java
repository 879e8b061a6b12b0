package io.nightjar.training;

import java.io.Serializable;

/**
 * Minibatches that each worker runs between two averagings: one number, or one that doubles from
 * epoch to epoch. Early in training the workers drift apart fastest.
 *
 * @param first in the first epoch, 1 or more
 * @param last never exceeded, {@code first} or more
 * @param epochs with each number before it doubles, 1 or more
 */
public record AveragingFrequency(int first, int last, int epochs) implements Serializable {
  public AveragingFrequency {
    if (first < 1 || last < first) {
      throw new IllegalArgumentException(
          "averaging-frequency: %s (expected 1 or more, or a schedule like 1..16)"
              .formatted(first == last ? first : first + ".." + last));
    }
    if (epochs < 1) {
      throw new IllegalArgumentException(
          "averaging-frequency-epochs: %d (expected 1 or more)".formatted(epochs));
    }
  }

  /** The same in every epoch. */
  public static AveragingFrequency fixed(int minibatches) {
    return new AveragingFrequency(minibatches, minibatches, 1);
  }

  /**
   * In one epoch.
   *
   * @param epoch 0 for the first
   */
  int at(int epoch) {
    int doublings = Math.min(Integer.SIZE - 1, epoch / epochs);
    return (int) Math.min(last, (long) first << doublings);
  }
}
