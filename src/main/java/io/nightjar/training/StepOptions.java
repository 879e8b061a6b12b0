package io.nightjar.training;

import io.nightjar.model.GradientClipping;
import io.nightjar.model.LearningRate;
import io.nightjar.model.Optimizer;
import io.nightjar.model.StepRule;
import io.nightjar.model.WeightDecay;
import java.io.Serializable;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * How a minibatch's gradient moves the weights, in the terms of a whole run.
 *
 * @param optimizer the gradient rule
 * @param learningRate its highest step size with one worker, above 0
 * @param scaling how that grows with the workers
 * @param warmupEpochs until it is reached, 0 or more
 * @param decay what comes then
 * @param floor the step size at the end of a decay, with one worker, from 0 to {@code learningRate}
 * @param clipping what is done to large gradients
 * @param weightDecay see {@link WeightDecay#part}
 */
public record StepOptions(
    Optimizer optimizer,
    double learningRate,
    Scaling scaling,
    double warmupEpochs,
    Decay decay,
    double floor,
    GradientClipping clipping,
    double weightDecay)
    implements Serializable {
  /**
   * How the step size grows with the workers: their average has less noise, and takes fewer steps
   * for the same images.
   */
  public enum Scaling {
    NONE,
    /**
     * By the workers' square root, for rules that divide by the gradient's size.
     *
     * @see <a href="https://arxiv.org/abs/2205.10287">Malladi et al. 2022, section 5</a>
     */
    SQUARE_ROOT,
    /**
     * By the workers' number, for plain gradients.
     *
     * @see <a href="https://arxiv.org/abs/1706.02677">Goyal et al. 2017, section 2.1</a>
     */
    LINEAR;

    double of(int workers) {
      return switch (this) {
        case NONE -> 1;
        case SQUARE_ROOT -> Math.sqrt(workers);
        case LINEAR -> workers;
      };
    }
  }

  /** How the step size falls after the warm-up. */
  public enum Decay {
    NONE,
    /** Along half a cosine, to the floor at the run's end. */
    COSINE
  }

  public StepOptions {
    Objects.requireNonNull(optimizer, "optimizer");
    Objects.requireNonNull(scaling, "scaling");
    Objects.requireNonNull(decay, "decay");
    Objects.requireNonNull(clipping, "clipping");
    if (!(warmupEpochs >= 0) || Double.isInfinite(warmupEpochs)) {
      throw new IllegalArgumentException(
          "learning-rate-warmup: %s (expected 0 or more)".formatted(warmupEpochs));
    }
    WeightDecay.requirePart(weightDecay);
    LearningRate unused = new LearningRate(learningRate, 0, 0, floor); // checks both
  }

  /** Adam at one rate, by the workers' square root; its gradients as they come. */
  public static StepOptions adam(double learningRate) {
    return new StepOptions(
        Optimizer.ADAM,
        learningRate,
        Scaling.SQUARE_ROOT,
        0,
        Decay.NONE,
        0,
        GradientClipping.NONE,
        0);
  }

  /**
   * In terms of steps.
   *
   * @param workers whose parameters are averaged
   * @param epochs of the run
   * @param steps of the run, of one worker; asked for only where the step size changes
   */
  StepRule rule(int workers, int epochs, LongSupplier steps) {
    boolean constant = warmupEpochs == 0 && decay == Decay.NONE;
    return rule(scaling.of(workers), epochs, constant ? 0 : steps.getAsLong());
  }

  private StepRule rule(double scale, int epochs, long steps) {
    long warmup = Math.min(steps, Math.round(warmupEpochs / epochs * steps));
    long falling = decay == Decay.COSINE ? steps - warmup : 0;
    return new StepRule(
        optimizer,
        new LearningRate(scale * learningRate, warmup, falling, scale * floor),
        clipping,
        weightDecay);
  }
}
