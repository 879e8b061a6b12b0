package io.nightjar.archive;

import io.nightjar.runtime.TaskResources;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/**
 * Files that are being read while the caller works on those before them, so that storage which
 * takes its time to answer costs none of a task's. In the order that they were given.
 *
 * @param <F> a file
 * @param <T> what is read of it
 */
final class ReadAhead<F, T> implements Iterator<ReadAhead.Read<F, T>>, Closeable {
  /** Storage that takes 20 ms to answer then gives a task 800 files a second. */
  static final int MOST_FILES = 16;

  static final long MOST_BYTES = 16L << 20;

  /** Of an executor: object stores' clients have about a hundred connections. */
  private static final int MOST_THREADS = 48;

  private static final ExecutorService READERS = readers();

  private final Iterator<F> files;
  private final ToLongFunction<F> size;
  private final Reader<F, T> reader;
  private final Queue<Read<F, T>> ahead = new ArrayDeque<>();
  private long bytes;
  private F waiting;

  /** How a file is read. */
  interface Reader<F, T> {
    T read(F file) throws IOException;
  }

  /**
   * A file that is being read.
   *
   * @param result what came of it
   */
  record Read<F, T>(F file, Future<T> result) {
    /**
     * Waits for it.
     *
     * @throws IOException what reading it has thrown
     */
    T get() throws IOException {
      try {
        return result.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StorageException(new IOException("interrupted while reading"));
      } catch (ExecutionException e) {
        if (e.getCause() instanceof IOException failure) {
          throw failure;
        }
        throw new IllegalStateException("reading failed: " + e.getCause(), e.getCause());
      }
    }
  }

  ReadAhead(Iterator<F> files, ToLongFunction<F> size, Reader<F, T> reader) {
    this.files = files;
    this.size = size;
    this.reader = reader;
  }

  /**
   * Begins to read; what is left ends with the Spark task.
   *
   * @param size of a file in bytes: one that is larger than all that may wait is read alone
   * @param reader called by several threads, which have no Spark task
   */
  static <F, T> Iterator<Read<F, T>> of(
      Iterator<F> files, ToLongFunction<F> size, Reader<F, T> reader) {
    return TaskResources.keep(new ReadAhead<>(files, size, reader));
  }

  private static ExecutorService readers() {
    var threads =
        new ThreadPoolExecutor(
            MOST_THREADS,
            MOST_THREADS,
            1,
            TimeUnit.MINUTES,
            new LinkedBlockingQueue<>(),
            ReadAhead::daemon);
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "read-ahead");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public boolean hasNext() {
    fill();
    return !ahead.isEmpty();
  }

  private void fill() {
    while (ahead.size() < MOST_FILES && (waiting != null || files.hasNext())) {
      F file = waiting == null ? files.next() : waiting;
      waiting = file;
      long more = size.applyAsLong(file);
      if (!ahead.isEmpty() && bytes + more > MOST_BYTES) {
        return;
      }
      waiting = null;
      bytes += more;
      ahead.add(new Read<>(file, READERS.submit(() -> reader.read(file))));
    }
  }

  @Override
  public Read<F, T> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Read<F, T> next = ahead.remove();
    bytes -= size.applyAsLong(next.file());
    return next;
  }

  @Override
  public void close() {
    ahead.forEach(read -> read.result().cancel(true));
    ahead.clear();
  }
}
