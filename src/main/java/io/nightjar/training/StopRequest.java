package io.nightjar.training;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Asks a training from another thread to save where it stands after the round under way, and to end
 * there. Safe for use by many threads.
 */
public final class StopRequest {
  private final CountDownLatch ended = new CountDownLatch(1);
  private boolean training;
  private boolean wanted;

  /** A training that ends because it was asked to. */
  static final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoppedException() {
      super("stopped on request, at a checkpoint");
    }
  }

  /** Rounds run from here on. */
  synchronized void begin() {
    training = true;
  }

  /** No round runs any more, for whatever reason. */
  synchronized void end() {
    training = false;
    ended.countDown();
  }

  synchronized boolean isWanted() {
    return wanted;
  }

  /** True where there is a training that will answer. */
  private synchronized boolean ask() {
    wanted = true;
    return training;
  }

  /**
   * Asks, and waits for the end of the training's rounds; does not wait where none is under way.
   *
   * @param patience how long at most: a round of a large network takes long, and whoever sends the
   *     signal may send a harder one
   * @return whether no round is under way any more
   */
  public boolean request(Duration patience) throws InterruptedException {
    return !ask() || ended.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }
}
