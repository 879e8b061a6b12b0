package io.nightjar.runtime;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Elements made on a thread of their own while the caller works on the one before: at most one is
 * ready and one in the making. What making throws is thrown to the caller, in its place.
 *
 * <p>The thread has no Spark task of its own, so what it makes must not ask for one.
 *
 * @param <T> what is made; not null
 */
public final class Prefetched<T> implements Iterator<T>, AutoCloseable {
  private final BlockingQueue<Step<T>> ready = new ArrayBlockingQueue<>(1);
  private final Thread thread;
  private Step<T> next;
  private volatile boolean closed;

  /** What comes next: an element, an error, or, without either, the end. */
  private record Step<T>(T element, Throwable error) {}

  /**
   * Starts the thread.
   *
   * @param source asked on that thread only
   * @param prepare runs on it first
   */
  public Prefetched(Iterator<T> source, Runnable prepare) {
    this.thread = new Thread(() -> make(source, prepare), "prefetch");
    thread.setDaemon(true);
    thread.start();
  }

  private void make(Iterator<T> source, Runnable prepare) {
    try {
      prepare.run();
      while (source.hasNext()) {
        ready.put(new Step<>(source.next(), null));
      }
      ready.put(new Step<>(null, null));
    } catch (Throwable e) { // Scala throws checked exceptions that no signature tells of
      if (!closed) {
        end(e);
      }
    }
  }

  private void end(Throwable error) {
    try {
      ready.put(new Step<>(null, error));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed: nobody waits for more
    }
  }

  @Override
  public boolean hasNext() {
    if (next == null) {
      next = take();
    }
    if (next.error() instanceof RuntimeException exception) {
      throw exception;
    }
    if (next.error() instanceof Error error) {
      throw error;
    }
    if (next.error() != null) {
      throw new IllegalStateException("input failed: " + next.error(), next.error());
    }
    return next.element() != null;
  }

  private Step<T> take() {
    try {
      return ready.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for input", e);
    }
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    T element = next.element();
    next = null;
    return element;
  }

  /** Ends the thread; what it has made ahead is let go. */
  @Override
  public void close() {
    closed = true; // before the interruption, which is no error then
    thread.interrupt();
    ready.clear();
  }
}
