package io.nightjar.archive;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What one task is given to read, at most: enough to be worth a task, little enough that progress
 * is seen and a lost task costs little.
 *
 * @param images 1 or more
 * @param bytes 1 or more; a single larger image still makes a partition
 */
record PartitionBudget(long images, long bytes) {
  private static final int TASKS_PER_CORE = 2;

  /**
   * This budget, tightened so that every core has two tasks where there are enough images.
   *
   * @param parallelism cores of the cluster
   */
  PartitionBudget spread(long totalImages, long totalBytes, int parallelism) {
    long tasks = (long) parallelism * TASKS_PER_CORE;
    return new PartitionBudget(
        Math.min(images, totalImages / tasks + 1), Math.min(bytes, totalBytes / tasks + 1));
  }

  /** How many images of one size keep within the budget, 1 or more. */
  int images(int byteLength) {
    return (int) Math.max(1, Math.min(images, bytes / byteLength));
  }

  /** Cuts a list of images into runs that each keep within the budget, in order. */
  <T> List<List<T>> pack(List<T> items, ToLongFunction<T> byteLength) {
    return pack(items, item -> 1, byteLength);
  }

  /**
   * Likewise a list of things that each hold several images.
   *
   * @param count the images of one, 0 or more
   */
  <T> List<List<T>> pack(List<T> items, ToLongFunction<T> count, ToLongFunction<T> byteLength) {
    List<List<T>> runs = new ArrayList<>();
    int start = 0;
    long counted = 0;
    long sum = 0;
    for (int i = 0; i < items.size(); i++) {
      long length = byteLength.applyAsLong(items.get(i));
      long more = count.applyAsLong(items.get(i));
      boolean full = counted + more > images || sum + length > bytes;
      if (full && i > start) {
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
}
