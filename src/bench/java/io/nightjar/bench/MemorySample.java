package io.nightjar.bench;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.bytedeco.javacpp.Pointer;

/**
 * The memory of a process.
 *
 * @param process {@code driver}, or an executor's number
 * @param heapBytes used after a collection
 * @param physicalBytes as JavaCPP counts them
 * @param peakBytes most of physical memory so far, as Linux counts it
 */
record MemorySample(String process, long heapBytes, long physicalBytes, long peakBytes)
    implements Serializable {

  /** Of the driver, and of every executor in turn. */
  static List<MemorySample> ofAll(JavaSparkContext spark) {
    TreeMap<String, MemorySample> samples = new TreeMap<>();
    samples.put("driver", here());
    List<Integer> tasks = new ArrayList<>();
    for (int i = 0; i < LocalCluster.EXECUTORS; i++) {
      tasks.add(i);
    }
    spark
        .parallelize(tasks, tasks.size())
        .mapPartitions(new Sample())
        .collect()
        .forEach(sample -> samples.put(sample.process(), sample));
    return List.copyOf(samples.values());
  }

  static void collectGarbage() {
    for (int i = 0; i < 3; i++) {
      System.gc();
      pause(100); // for what the collection has queued: JavaCPP's and Spark's cleaners
    }
  }

  private static MemorySample here() {
    collectGarbage();
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    return new MemorySample(SparkEnv.get().executorId(), heap, Pointer.physicalBytes(), peak());
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Most of physical memory that this process has had so far, in bytes. */
  static long peak() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Long enough that the other executor gets the other task. */
  private static final class Sample implements FlatMapFunction<Iterator<Integer>, MemorySample> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<MemorySample> call(Iterator<Integer> ignored) {
      pause(300);
      return List.of(here()).iterator();
    }
  }
}
