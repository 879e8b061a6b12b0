package io.nightjar.archive;

import io.nightjar.CounterRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * What one task is given to read, at most: enough to be worth a task, little enough that progress
 * is seen and a lost task costs little.
 *
 * @param images 1 or more
 * @param bytes 1 or more; a single larger image still makes a chunk
 * @param cut where chunks end
 */
public record ChunkSize(long images, long bytes, Cut cut) {
  /** Some 1,000 small images or 64 MiB. */
  public static final ChunkSize DEFAULT = new ChunkSize(1_000, 64L << 20, Cut.WHEN_FULL);

  private static final int TASKS_PER_CORE = 2;

  /** Where chunks end. */
  public enum Cut {
    /** Only when they are full. */
    WHEN_FULL,
    /**
     * Also before things that their names choose, one in half a chunk. So a file that comes or goes
     * changes its own chunk, and not all that follow.
     */
    AT_NAMES
  }

  public ChunkSize {
    Objects.requireNonNull(cut, "cut");
  }

  /**
   * This size, tightened so that every core has two tasks where there are enough images. Halved
   * again and again, so that a few images more or less do not change it.
   *
   * @param parallelism cores of the cluster
   */
  public ChunkSize spread(long totalImages, long totalBytes, int parallelism) {
    long tasks = (long) parallelism * TASKS_PER_CORE;
    long fairImages = totalImages / tasks + 1;
    long fairBytes = totalBytes / tasks + 1;
    return cut == Cut.WHEN_FULL
        ? new ChunkSize(Math.min(images, fairImages), Math.min(bytes, fairBytes), cut)
        : new ChunkSize(halved(images, fairImages), bytes, cut);
  }

  private static long halved(long most, long fair) {
    long size = most;
    while (size > 1 && size > fair) {
      size = (size + 1) / 2;
    }
    return size;
  }

  /** How many images of one size keep within it, 1 or more. */
  int images(int byteLength) {
    return (int) Math.max(1, Math.min(images, bytes / byteLength));
  }

  /**
   * Cuts a list of things that hold images into runs that each keep within the size, in order.
   *
   * @param count the images of one, 0 or more
   * @param name of one, which stays the same from day to day
   */
  <T> List<List<T>> pack(
      List<T> items,
      ToLongFunction<T> count,
      ToLongFunction<T> byteLength,
      Function<T, String> name) {
    List<List<T>> runs = new ArrayList<>();
    int start = 0;
    long counted = 0;
    long sum = 0;
    for (int i = 0; i < items.size(); i++) {
      long length = byteLength.applyAsLong(items.get(i));
      long more = count.applyAsLong(items.get(i));
      boolean full = counted + more > images || sum + length > bytes;
      if (i > start && (full || isCutBefore(more, name.apply(items.get(i))))) {
        runs.add(List.copyOf(items.subList(start, i)));
        start = i;
        counted = 0;
        sum = 0;
      }
      counted += more;
      sum += length;
    }
    if (start < items.size()) {
      runs.add(List.copyOf(items.subList(start, items.size())));
    }
    return runs;
  }

  private boolean isCutBefore(long count, String name) {
    long half = Math.max(1, images / 2);
    return cut == Cut.AT_NAMES
        && Long.remainderUnsigned(CounterRandom.bits(name.hashCode(), name.length()), half) < count;
  }
}
