package io.nightjar.runtime;

import java.time.InstantSource;

/** Shows people how far long work is. Does not change what is done; safe to use from any thread. */
public interface Progress {
  /** A total that is not known beforehand. */
  long UNKNOWN = -1;

  /**
   * Begins a piece of work; at most one at a time is shown well.
   *
   * @param name what is done, for example {@code embed}
   * @param total how much there is to do, or {@link #UNKNOWN}
   * @param unit of the total, in the plural, for example {@code images}
   */
  Task start(String name, long total, String unit);

  /**
   * Begins a piece of work of which nothing stays on the screen at its end, because whoever does it
   * has a better line for it.
   */
  default Task startPassing(String name, long total, String unit) {
    return start(name, total, unit);
  }

  /** A piece of work under way; closing ends it, done or not. */
  interface Task extends AutoCloseable {
    /** That much more is done. */
    void step(long count);

    /** That much is done in all. */
    void stepTo(long done);

    /** Shown behind the numbers from now on, for example {@code loss 0.123}. */
    void message(String suffix);

    @Override
    void close();
  }

  /** On standard error: a live line on a terminal, else a plain line every five seconds. */
  @SuppressWarnings("SystemConsoleNull") // of Java 22 and later, which Spark 3.5 does not support
  static Progress onStandardError() {
    return System.console() == null
        ? new ProgressLines(System.err, InstantSource.system())
        : new ProgressBars();
  }

  /** Shows nothing. */
  static Progress none() {
    return (name, total, unit) -> new ProgressSilence();
  }
}
