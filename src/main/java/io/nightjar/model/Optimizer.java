package io.nightjar.model;

import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;

/** Gradient rules. */
public enum Optimizer {
  /**
   * With its paper's defaults for everything but the rate.
   *
   * @see <a href="https://arxiv.org/abs/1412.6980">Kingma and Ba 2014, algorithm 1</a>
   */
  ADAM {
    @Override
    IUpdater updater(LearningRate rate) {
      return rate.isConstant()
          ? new Adam(rate.peak())
          : Adam.builder()
              .learningRate(rate.peak())
              .learningRateSchedule(new LearningRateSchedule(rate))
              .build();
    }

    @Override
    public int moments() {
      return 2;
    }
  },

  /** Plain gradient descent, without momentum and so without state. */
  SGD {
    @Override
    IUpdater updater(LearningRate rate) {
      return rate.isConstant()
          ? new Sgd(rate.peak())
          : Sgd.builder()
              .learningRate(rate.peak())
              .learningRateSchedule(new LearningRateSchedule(rate))
              .build();
    }
  };

  /** Numbers that are kept for each weight from step to step. */
  public int moments() {
    return 0;
  }

  abstract IUpdater updater(LearningRate rate);
}
