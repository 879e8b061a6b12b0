package io.nightjar.runtime;

import java.util.function.Supplier;

/**
 * What an executor keeps between tasks when it is thread-safe: all borrow the same one.
 *
 * <p>Held for one key at a time, say one bundle. What another key displaces is not closed, since
 * tasks may still be using it; it must let go of what it holds when the garbage collector finds it.
 *
 * @param <T> what is shared
 */
public final class Shared<T> {
  private String key = "";
  private T value;

  /** The one for this key, made by the first who asks while the others wait. */
  public synchronized T get(String wanted, Supplier<T> maker) {
    if (value == null || !wanted.equals(key)) {
      value = maker.get();
      key = wanted;
    }
    return value;
  }
}
