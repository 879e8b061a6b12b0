package io.nightjar.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * What an executor keeps between tasks when it is not thread-safe: each borrower has one for
 * itself.
 *
 * <p>Held for one key at a time, say one training run: asking for another key drops what is idle,
 * so a long-lived JVM does not collect the models of runs gone by.
 *
 * @param <T> what is lent
 */
public final class LeasePool<T> {
  private final Deque<T> idle = new ArrayDeque<>();
  private String key = "";

  /** Borrows an idle one of this key, or makes one. */
  public Lease lease(String wanted, Supplier<T> maker) {
    T free = takeIdle(wanted);
    return new Lease(wanted, free == null ? maker.get() : free);
  }

  private synchronized T takeIdle(String wanted) {
    if (!wanted.equals(key)) {
      idle.clear();
      key = wanted;
    }
    return idle.poll();
  }

  private synchronized void giveBack(String lentUnder, T value) {
    if (lentUnder.equals(key)) {
      idle.push(value);
    }
  }

  /** A borrowed value; closing gives it back. One that failed is better not closed, but dropped. */
  public final class Lease implements AutoCloseable {
    private final String lentUnder;
    private final T value;

    private Lease(String lentUnder, T value) {
      this.lentUnder = lentUnder;
      this.value = value;
    }

    public T value() {
      return value;
    }

    @Override
    public void close() {
      giveBack(lentUnder, value);
    }
  }
}
