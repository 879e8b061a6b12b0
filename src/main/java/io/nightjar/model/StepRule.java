package io.nightjar.model;

import java.io.Serializable;
import java.util.Objects;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * What a training step does with its gradient, without a class of ND4J's, so that it can travel to
 * where the native library is not chosen yet.
 *
 * @param optimizer the gradient rule
 * @param rate its step size
 * @param clipping what comes before it
 * @param weightDecay see {@link WeightDecay#part}
 */
public record StepRule(
    Optimizer optimizer, LearningRate rate, GradientClipping clipping, double weightDecay)
    implements Serializable {
  public StepRule {
    Objects.requireNonNull(optimizer, "optimizer");
    Objects.requireNonNull(rate, "rate");
    Objects.requireNonNull(clipping, "clipping");
    WeightDecay.requirePart(weightDecay);
  }

  /** Without weight decay. */
  public StepRule(Optimizer optimizer, LearningRate rate, GradientClipping clipping) {
    this(optimizer, rate, clipping, 0);
  }

  /** Adam at one rate, its gradients as they come. */
  public static StepRule adam(double learningRate) {
    return new StepRule(Optimizer.ADAM, LearningRate.constant(learningRate), GradientClipping.NONE);
  }

  /**
   * As a graph takes it.
   *
   * @param seed of the initial weights
   */
  public Optimization optimization(long seed) {
    return new Optimization(
        optimizer.updater(rate),
        clipping,
        new WeightDecay(weightDecay, rate),
        seed,
        DataType.FLOAT);
  }
}
