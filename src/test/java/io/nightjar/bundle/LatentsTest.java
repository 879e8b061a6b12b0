package io.nightjar.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LatentsTest {
  private static final Latents LATENTS =
      new Latents(
          3, 2, new float[] {1, 2, Float.NaN, 4, 5, 6}, new float[] {1, 1, 1, 1, 1f / 0, 1});

  @Test
  void reportsNumbersThatAreNotFinite() {
    assertThat(LATENTS.finite(0)).isTrue();
    assertThat(LATENTS.finite(1)).isFalse();
    assertThat(LATENTS.finite(2)).isFalse();
  }

  @Test
  void handsOutOneImagesNumbers() {
    assertThat(LATENTS.mean(2)).containsExactly(5, 6);
    assertThat(LATENTS.stddev(0)).containsExactly(1, 1);
    assertThat(new Latents(1, 2, new float[] {1, 2}, null).stddev(0)).isNull();
  }

  @Test
  void refusesAnotherNumberOfValues() {
    assertThatThrownBy(() -> new Latents(2, 2, new float[3], null))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
