package io.nightjar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CounterRandomTest {
  @Test
  void sameKeyDrawsTheSame() {
    assertThat(draw(1, 2, 3)).containsExactly(draw(1, 2, 3));
  }

  @Test
  void everyPartOfTheKeyAndItsOrderCounts() {
    assertThat(draw(1, 2, 3)).isNotEqualTo(draw(1, 2, 4)).isNotEqualTo(draw(3, 2, 1));
    assertThat(CounterRandom.bits(0)).isNotEqualTo(CounterRandom.bits(0, 0));
  }

  @Test
  void gaussiansHaveTheirMoments() {
    float[] values = new float[100_000];
    for (int i = 0; i < values.length; i += 20) {
      CounterRandom.gaussians(values, i, 20, 9, i);
    }
    double mean = IntStream.range(0, values.length).mapToDouble(i -> values[i]).average().orElse(1);
    double square =
        IntStream.range(0, values.length)
            .mapToDouble(i -> values[i] * values[i])
            .average()
            .orElse(0);
    assertThat(mean).isCloseTo(0, within(0.01));
    assertThat(square).isCloseTo(1, within(0.02));
  }

  @Test
  void neighbouringKeysAreUncorrelated() {
    int count = 50_000;
    float[] a = new float[1];
    float[] b = new float[1];
    double product = 0;
    for (int position = 0; position < count; position++) {
      CounterRandom.gaussians(a, 0, 1, 1, position);
      CounterRandom.gaussians(b, 0, 1, 1, position + 1L);
      product += a[0] * b[0];
    }
    assertThat(product / count).isCloseTo(0, within(0.02));
  }

  @Test
  void permutationHoldsEveryIndexOnce() {
    int[] order = CounterRandom.permutation(1000, 3);
    assertThat(Arrays.stream(order).sorted().toArray())
        .containsExactly(IntStream.range(0, 1000).toArray());
    assertThat(order).isNotEqualTo(CounterRandom.permutation(1000, 4));
    assertThat(CounterRandom.permutation(0, 3)).isEmpty();
  }

  private static float[] draw(long... key) {
    float[] values = new float[5];
    CounterRandom.gaussians(values, 0, 5, key);
    return values;
  }
}
