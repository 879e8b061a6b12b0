package io.nightjar.model;

import java.io.Serializable;

/**
 * The step size as training goes on: a straight line up, then level or along half a cosine down. A
 * function of the step alone, so a run that is resumed goes on where it was.
 *
 * @param peak the highest, above 0
 * @param warmupSteps steps of the way up, 0 or more
 * @param decaySteps steps from there to the floor; 0 stays at the peak
 * @param floor the lowest on the way down, from 0 to the peak
 * @see <a href="https://arxiv.org/abs/1608.03983">Loshchilov and Hutter 2016, equation 5</a>
 */
public record LearningRate(double peak, long warmupSteps, long decaySteps, double floor)
    implements Serializable {
  public LearningRate {
    if (!(peak > 0) || Double.isInfinite(peak)) {
      throw new IllegalArgumentException(
          "learning-rate: %s (expected a number above 0)".formatted(peak));
    }
    if (warmupSteps < 0 || decaySteps < 0) {
      throw new IllegalArgumentException(
          "steps: %d, %d (expected 0 or more)".formatted(warmupSteps, decaySteps));
    }
    if (!(floor >= 0 && floor <= peak)) {
      throw new IllegalArgumentException(
          "learning-rate-floor: %s (expected 0 to learning-rate)".formatted(floor));
    }
  }

  /** The same from start to end. */
  public static LearningRate constant(double rate) {
    return new LearningRate(rate, 0, 0, 0);
  }

  public boolean isConstant() {
    return warmupSteps == 0 && decaySteps == 0;
  }

  /**
   * The step size of one step.
   *
   * @param step 0 for the first
   */
  public double at(long step) {
    if (step < warmupSteps) {
      return peak * (step + 1) / warmupSteps;
    }
    if (decaySteps == 0) {
      return peak;
    }
    double part = Math.min(1, (double) (step - warmupSteps) / decaySteps);
    return floor + (peak - floor) * (1 + StrictMath.cos(Math.PI * part)) / 2;
  }
}
