package io.nightjar.model;

import java.io.Serializable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * How a graph's weights start and move.
 *
 * @param updater the gradient rule
 * @param clipping what is done to gradients first
 * @param weightDecay what is taken off the weights besides
 * @param seed of the initial weights
 * @param dataType FLOAT for work, DOUBLE for gradient checks
 */
public record Optimization(
    IUpdater updater,
    GradientClipping clipping,
    WeightDecay weightDecay,
    long seed,
    DataType dataType)
    implements Serializable {

  /** With gradients as they come. */
  public Optimization(IUpdater updater, long seed, DataType dataType) {
    this(updater, GradientClipping.NONE, WeightDecay.NONE, seed, dataType);
  }

  /**
   * Adam with its paper's defaults for everything but the rate.
   *
   * @see <a href="https://arxiv.org/abs/1412.6980">Kingma and Ba 2014, algorithm 1</a>
   */
  public static Optimization adam(double learningRate, long seed) {
    return StepRule.adam(learningRate).optimization(seed);
  }
}
