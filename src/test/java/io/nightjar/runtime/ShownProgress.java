package io.nightjar.runtime;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what it is told, as counts that were reached. */
public final class ShownProgress implements Progress.Task {
  private final List<Long> done = new CopyOnWriteArrayList<>();

  /** In the order in which they came. */
  public List<Long> done() {
    return done;
  }

  @Override
  public void step(long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void stepTo(long nowDone) {
    done.add(nowDone);
  }

  @Override
  public void message(String suffix) {}

  @Override
  public void close() {}
}
