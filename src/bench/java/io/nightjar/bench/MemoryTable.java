package io.nightjar.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.BlockId;
import scala.runtime.AbstractFunction1;

/** Prints memory as rounds go by, and says at the end whether it has stayed flat. */
final class MemoryTable {
  private static final double MIB = 1 << 20;

  private final JavaSparkContext spark;
  private final int settled;
  private final long start = System.nanoTime();
  private final Map<String, MemorySample> first = new LinkedHashMap<>();
  private final Map<String, MemorySample> latest = new LinkedHashMap<>();
  private int blocks;

  /**
   * @param settled rounds after which memory should not grow any more
   */
  MemoryTable(JavaSparkContext spark, int settled) {
    this.spark = spark;
    this.settled = settled;
    System.out.println("rounds  seconds  process   heap MiB  physical MiB  peak MiB  broadcasts");
  }

  void sample(int rounds) {
    MemorySample.collectGarbage(); // Spark releases a task's code once nothing refers to it
    blocks = broadcasts();
    List<MemorySample> samples = MemorySample.ofAll(spark);
    for (MemorySample sample : samples) {
      if (rounds >= settled) {
        first.putIfAbsent(sample.process(), sample);
      }
      latest.put(sample.process(), sample);
      System.out.printf(
          Locale.ROOT,
          "%6d  %7.0f  %-8s  %8.1f  %12.1f  %8.1f  %10d%n",
          rounds,
          (System.nanoTime() - start) * 1e-9,
          sample.process(),
          sample.heapBytes() / MIB,
          sample.physicalBytes() / MIB,
          sample.peakBytes() / MIB,
          blocks);
    }
  }

  /** Prints the growth since memory should have settled. */
  void conclude() {
    for (MemorySample end : latest.values()) {
      MemorySample begin = first.get(end.process());
      System.out.printf(
          Locale.ROOT,
          "%s since round %d: heap %+.1f%%, physical %+.1f%%%n",
          end.process(),
          settled,
          growth(begin, end, MemorySample::heapBytes),
          growth(begin, end, MemorySample::physicalBytes));
    }
    System.out.printf("broadcasts left: %d blocks; persisted RDDs: %d%n", blocks, persisted());
  }

  private static double growth(
      MemorySample begin, MemorySample end, ToLongFunction<MemorySample> part) {
    return 100.0 * (part.applyAsLong(end) - part.applyAsLong(begin)) / part.applyAsLong(begin);
  }

  private int persisted() {
    return spark.getPersistentRDDs().size();
  }

  /** Blocks of broadcasts anywhere in the cluster, tasks' code included. */
  private static int broadcasts() {
    return SparkEnv.get()
        .blockManager()
        .master()
        .getMatchingBlockIds(new IsBroadcast(), true)
        .size();
  }

  private static final class IsBroadcast extends AbstractFunction1<BlockId, Object>
      implements java.io.Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public Object apply(BlockId block) {
      return block.isBroadcast();
    }
  }
}
