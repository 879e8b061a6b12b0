package io.nightjar.model;

import org.nd4j.linalg.schedule.ISchedule;

/** A {@link LearningRate} as DL4J's updaters ask for it, by their count of steps. */
record LearningRateSchedule(LearningRate rate) implements ISchedule {
  @Override
  public double valueAt(int iteration, int epoch) {
    return rate.at(iteration);
  }

  @Override
  public ISchedule clone() {
    return this; // immutable
  }
}
