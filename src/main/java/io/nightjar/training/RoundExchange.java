package io.nightjar.training;

import java.io.Serializable;

/** How the average gets to the workers of a round, and how their networks come back. */
interface RoundExchange extends Serializable, AutoCloseable {

  /** The network that each worker starts from; called where it works. */
  NetworkState average();

  /**
   * What a worker's task is to return; called where it works.
   *
   * @param worker place in the partition order
   */
  WorkerResult send(int worker, WorkerResult result);

  /** What {@link #send} was given; called on the driver. */
  WorkerResult receive(int worker, WorkerResult sent);

  /** Lets go of what the round has held; called on the driver. */
  @Override
  void close();
}
