package io.nightjar.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class AveragingTest {
  @Test
  void weighsByExamplesSeen() {
    NetworkState average = Averaging.average(List.of(result(1, 10, 3), result(4, 40, 1)));
    assertThat(average.parameters()).containsExactly(1.75f);
    assertThat(average.updater()).containsExactly(17.5f);
    assertThat(average.iteration()).isEqualTo(5);
  }

  @Test
  void workerWithoutExamplesHasNoSay() {
    assertThat(Averaging.average(List.of(result(1, 1, 8), result(9, 9, 0))).parameters())
        .containsExactly(1f);
  }

  @Test
  void oneWorkerComesBackBitForBit() {
    float odd = Float.intBitsToFloat(0x3f9d70a5);
    assertThat(Averaging.average(List.of(result(odd, odd, 7))).parameters()).containsExactly(odd);
  }

  @Test
  void sumsInDoublePrecision() {
    // In single precision 1e8 + 1 − 1e8 would be 0.
    assertThat(
            Averaging.average(List.of(result(1e8f, 0, 1), result(3, 0, 1), result(-1e8f, 0, 1)))
                .parameters())
        .containsExactly(1f);
  }

  @Test
  void refusesARoundWithoutExamples() {
    assertThatThrownBy(() -> Averaging.average(List.of(result(1, 1, 0), result(2, 2, 0))))
        .hasMessageContaining("no worker saw an example");
  }

  private static WorkerResult result(float parameter, float moment, long examples) {
    return new WorkerResult(
        new NetworkState(new float[] {parameter}, new float[] {moment}, 5), examples, 0, 0);
  }
}
