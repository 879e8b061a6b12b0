package io.nightjar.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.api.java.function.ForeachFunction;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;
import org.junit.jupiter.api.Test;

final class TaskCounterIT {
  @Test
  void showsTheSumAsTasksEnd() {
    SparkSession spark = SparkSession.builder().master("local[2]").getOrCreate();
    Shown shown = new Shown();

    try (TaskCounter counter = TaskCounter.start(spark.sparkContext(), "images", shown)) {
      LongAccumulator images = counter.accumulator();
      ForeachFunction<Long> count = number -> images.add(1);
      spark.range(0, 40, 1, 4).foreach(count);
    }

    assertThat(shown.done).isSorted().endsWith(40L).hasSizeGreaterThan(1);
  }

  private static final class Shown implements Progress.Task {
    private final List<Long> done = new CopyOnWriteArrayList<>();

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
}
