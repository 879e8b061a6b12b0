package io.nightjar.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskThreadsTest {
  @ParameterizedTest
  @CsvSource({
    "local, 1, 1",
    "local[8], 2, 4",
    "'local[8, 3]', 3, 2",
    "local[2], 5, 1",
    "spark://host:7077, 1, 2",
    "'local-cluster[2,4,1024]', 1, 2"
  })
  void sharesLocalCoresAndKeepsToSparksElsewhere(String master, int tasks, int threads) {
    SparkConf conf =
        new SparkConf(false)
            .set("spark.master", master)
            .set("spark.task.cpus", "2")
            .set("spark.default.parallelism", "1000");
    assertThat(TaskThreads.of(conf, tasks)).isEqualTo(threads);
  }
}
