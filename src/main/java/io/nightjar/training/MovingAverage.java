package io.nightjar.training;

import java.util.List;

/**
 * The exponential moving average of the parameters from round to round. Each number is kept as the
 * sum of two floats, about 48 bits, because one float would lose the small steps that a slow
 * average takes; and in this form it is saved, so that nothing is rounded then.
 *
 * @param value the average
 * @param rest what {@code value} leaves out
 * @see <a href="https://doi.org/10.1137/0330046">Polyak and Juditsky 1992</a>
 */
@SuppressWarnings("ArrayRecordComponent") // moved, never compared by value
record MovingAverage(float[] value, float[] rest) {

  /** That has seen these only. */
  static MovingAverage of(float[] parameters) {
    return new MovingAverage(parameters.clone(), new float[parameters.length]);
  }

  /**
   * Takes a round's parameters in, in place.
   *
   * @param decay weight of what was before, in [0, 1); early on less, lest the first weights stay
   * @param round 0 for the first
   */
  void add(float[] parameters, double decay, long round) {
    double before = Math.min(decay, (1.0 + round) / (10.0 + round));
    for (int i = 0; i < value.length; i++) {
      double sum = before * ((double) value[i] + rest[i]) + (1 - before) * parameters[i];
      value[i] = (float) sum;
      rest[i] = (float) (sum - value[i]);
    }
  }

  /**
   * The network with averaged weights. A batch normalization's running statistics are taken as they
   * are: they are averages over many minibatches already, and averaging them over rounds as well
   * would describe the activations of weights long gone.
   */
  NetworkState of(NetworkState state, List<RunningStatistics> statistics) {
    float[] parameters = value.clone();
    statistics.forEach(units -> units.copy(state.parameters(), parameters));
    return new NetworkState(parameters, state.updater(), state.iteration());
  }
}
