package io.nightjar.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.CounterRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

class AveragingTest {
  @Test
  void weighsByExamplesSeen() {
    NetworkState average = average(List.of(result(1, 10, 3), result(4, 40, 1)));
    assertThat(average.parameters()).containsExactly(1.75f);
    assertThat(average.updater()).containsExactly(17.5f);
    assertThat(average.iteration()).isEqualTo(5);
  }

  @Test
  void workerWithoutExamplesHasNoSay() {
    assertThat(average(List.of(result(1, 1, 8), result(9, 9, 0))).parameters()).containsExactly(1f);
  }

  @Test
  void oneWorkerComesBackBitForBit() {
    float odd = Float.intBitsToFloat(0x3f9d70a5);
    assertThat(average(List.of(result(odd, odd, 7))).parameters()).containsExactly(odd);
  }

  @Test
  void sumsInDoublePrecision() {
    // In single precision 1e8 + 1 − 1e8 would be 0.
    assertThat(
            average(List.of(result(1e8f, 0, 1), result(3, 0, 1), result(-1e8f, 0, 1))).parameters())
        .containsExactly(1f);
  }

  @Test
  void refusesARoundWithoutExamples() {
    assertThatThrownBy(() -> average(List.of(result(1, 1, 0), result(2, 2, 0))))
        .hasMessageContaining("no worker saw an example");
  }

  /** Two populations of means 1 and 5 and variances 2 and 4, three to one: mean 2, variance 5.5. */
  @Test
  void poolsVariancesOverWorkers() {
    List<WorkerResult> results = List.of(population(1, 2, 3), population(5, 4, 1));

    NetworkState average = Averaging.average(results, List.of(new RunningStatistics(1, 2, 1)));

    assertThat(average.parameters()).containsExactly(0, 2, 5.5f);
  }

  /** Threads share long vectors; each number still has the bits that one loop gives it. */
  @Test
  void averagesLongVectorsNumberByNumber() {
    float[] one = new float[50_001];
    float[] two = new float[one.length];
    CounterRandom.gaussians(one, 0, one.length, 1);
    CounterRandom.gaussians(two, 0, two.length, 2);

    float[] average = average(List.of(result(one, 1), result(two, 2))).parameters();

    for (int i = 0; i < one.length; i++) {
      double sum = 1 / 3.0 * one[i] + 2 / 3.0 * two[i];
      assertThat(average[i]).isEqualTo((float) sum);
    }
  }

  private static WorkerResult result(float[] parameters, long examples) {
    return new WorkerResult(new NetworkState(parameters, new float[0], 5), examples, 0, 0, 0, 0, 0);
  }

  private static WorkerResult population(float mean, float variance, long examples) {
    return result(new float[] {0, mean, variance}, examples);
  }

  private static NetworkState average(List<WorkerResult> results) {
    return Averaging.average(results, List.of());
  }

  private static WorkerResult result(float parameter, float moment, long examples) {
    return new WorkerResult(
        new NetworkState(new float[] {parameter}, new float[] {moment}, 5),
        examples,
        0,
        0,
        0,
        0,
        0);
  }
}
