package io.nightjar.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.CounterRandom;
import io.nightjar.SharedSpark;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlicedAveragingIT {
  private static final List<RunningStatistics> STATISTICS =
      List.of(new RunningStatistics(10, 110, 100), new RunningStatistics(500, 510, 10));

  private final JavaSparkContext spark = SharedSpark.context();

  @ParameterizedTest
  @CsvSource({"2, 1", "4, 3", "64, 5", "100, 7"})
  void givesTheBitsOfTheDriversAverage(int workers, int slices) {
    List<WorkerResult> results = results(workers);
    NetworkState onDriver = Averaging.average(results, STATISTICS);
    SlicedAveraging.Averaged averaged =
        new SlicedAveraging(STATISTICS, slices).average(spark.parallelize(results, workers));
    assertThat(averaged.state().parameters()).containsExactly(onDriver.parameters());
    assertThat(averaged.state().updater()).containsExactly(onDriver.updater());
    assertThat(averaged.state().iteration()).isEqualTo(onDriver.iteration());
    assertThat(averaged.results())
        .extracting(WorkerResult::examples)
        .containsExactlyElementsOf(results.stream().map(WorkerResult::examples).toList());
  }

  @Test
  void leavesNoShuffleBehind() throws InterruptedException {
    int before = shuffles(); // of tests that had the session earlier
    for (int round = 0; round < 5; round++) {
      new SlicedAveraging(STATISTICS, 2).average(spark.parallelize(results(2), 2));
    }
    assertThat(shuffles()).isLessThanOrEqualTo(before);
  }

  private static int shuffles() {
    var tracker =
        (org.apache.spark.MapOutputTrackerMaster)
            org.apache.spark.SparkEnv.get().mapOutputTracker();
    return tracker.shuffleStatuses().size();
  }

  private static List<WorkerResult> results(int workers) {
    List<WorkerResult> results = new ArrayList<>();
    for (int worker = 0; worker < workers; worker++) {
      NetworkState state = new NetworkState(noise(1_003, worker), noise(2_001, -worker), 5);
      results.add(new WorkerResult(state, 1 + worker % 3, worker, worker, 0, 0, 0));
    }
    return results;
  }

  private static float[] noise(int count, long key) {
    float[] values = new float[count];
    CounterRandom.gaussians(values, 0, count, 77, key);
    return values;
  }
}
