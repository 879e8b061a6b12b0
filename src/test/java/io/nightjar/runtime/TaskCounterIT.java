package io.nightjar.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.api.java.function.ForeachFunction;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;
import org.junit.jupiter.api.Test;

final class TaskCounterIT {
  @Test
  void showsTheSumAsTasksEnd() {
    SparkSession spark = SparkSession.builder().master("local[2]").getOrCreate();
    ShownProgress shown = new ShownProgress();

    try (TaskCounter counter = TaskCounter.start(spark.sparkContext(), "images", shown)) {
      LongAccumulator images = counter.accumulator();
      ForeachFunction<Long> count = number -> images.add(1);
      spark.range(0, 40, 1, 4).foreach(count);
    }

    assertThat(shown.done()).isSorted().endsWith(40L).hasSizeGreaterThan(1);
  }
}
