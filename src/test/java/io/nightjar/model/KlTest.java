package io.nightjar.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nightjar.runtime.NativeLibraries;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The KL term's weight over training, and free bits. */
class KlTest {
  @BeforeAll
  static void nativeLibraries() {
    NativeLibraries.prepare();
  }

  @ParameterizedTest
  @CsvSource({
    "NONE, 0, 4",
    "NONE, 7, 4", //
    "LINEAR, 0, 0",
    "LINEAR, 2.5, 2",
    "LINEAR, 5, 4",
    "LINEAR, 50, 4", //
    "CYCLICAL, 0, 0",
    "CYCLICAL, 1.25, 2",
    "CYCLICAL, 2.5, 4",
    "CYCLICAL, 4.9, 4", //
    "CYCLICAL, 5, 0",
    "CYCLICAL, 6.25, 2",
    "CYCLICAL, 9, 4"
  })
  void weightWarmsUp(KlWeight.Warmup warmup, double progress, double expected) {
    assertThat(new KlWeight(4, warmup, 5).at(progress)).isCloseTo(expected, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({"NONE, 5, 0", "LINEAR, 5, 5", "LINEAR, 4.1, 5", "CYCLICAL, 5, 2147483647"})
  void weightIsFullFrom(KlWeight.Warmup warmup, double epochs, int expected) {
    assertThat(new KlWeight(4, warmup, epochs).epochsUntilFull()).isEqualTo(expected);
  }

  @Test
  void refusesWeightsThatAreNone() {
    assertThatThrownBy(() -> KlWeight.constant(-1)).hasMessageContaining("beta: -1.0");
    assertThatThrownBy(() -> new KlWeight(1, KlWeight.Warmup.LINEAR, 0))
        .hasMessageContaining("beta-warmup-epochs: 0.0");
  }

  /**
   * One example of two units, whose KL is ½ and 0: with ¼ free, ½ and ¼, and only the first moves.
   */
  @Test
  void freeBitsCostNothingAndAreNotReduced() {
    INDArray head = Nd4j.create(new double[][] {{1, 0, 0, 0}});
    INDArray beta = Nd4j.create(new double[][] {{2}});
    KlLoss free = new KlLoss(0.25);
    assertThat(free.nats(beta, head).getDouble(0)).isCloseTo(2 * (0.5 + 0.25), within(1e-12));
    assertThat(free.gradient(beta, head).toDoubleVector()).containsExactly(2, 0, 0, 0);
    assertThat(new KlLoss(0.75).gradient(beta, head).toDoubleVector()).containsOnly(0);
  }
}
