package io.nightjar.bench;

import io.nightjar.runtime.Progress;
import java.util.function.IntConsumer;

/** Counts the rounds of a training, calls back every so many, and ends it after the last. */
final class RoundWatch implements Progress {
  private final int every;
  private final int last;
  private final IntConsumer watcher;
  private int rounds;

  /** Thrown out of the training when it has run for long enough. */
  static final class Enough extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * @param watcher told the rounds so far, between two rounds
   */
  RoundWatch(int every, int last, IntConsumer watcher) {
    this.every = every;
    this.last = last;
    this.watcher = watcher;
  }

  @Override
  public Task start(String name, long total, String unit) {
    return name.startsWith("epoch") ? new Rounds() : Progress.none().start(name, total, unit);
  }

  private final class Rounds implements Task {
    @Override
    public void step(long count) {
      rounds++;
      if (rounds % every == 0 || rounds == last) {
        watcher.accept(rounds);
      }
      if (rounds == last) {
        throw new Enough();
      }
    }

    @Override
    public void stepTo(long done) {}

    @Override
    public void message(String suffix) {}

    @Override
    public void close() {}
  }
}
