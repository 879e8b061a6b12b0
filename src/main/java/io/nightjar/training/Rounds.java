package io.nightjar.training;

import io.nightjar.model.Elbo;
import java.util.List;

/** The work of a training run, apart from when which part of it is done. */
interface Rounds {
  /**
   * Which rows are trained on when.
   *
   * @param epoch 0 for the first
   */
  EpochPlan plan(int epoch);

  /** Runs one round, after which the network is the average. */
  RoundResult train(EpochPlan plan, int round);

  /** The averaged network. */
  NetworkState state();

  /** Where running statistics lie among the network's parameters. */
  List<RunningStatistics> statistics();

  /** Puts a network in the average's place. */
  void load(NetworkState state);

  /** The bound of a network over all held-out images; without such images it has no examples. */
  Elbo validate(NetworkState state);
}
