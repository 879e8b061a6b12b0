package io.nightjar.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nightjar.model.PixelMoments;
import org.junit.jupiter.api.Test;

class PixelSumsTest {
  private static final PixelBlock FIRST = new PixelBlock(0, 2, new byte[] {0, (byte) 255, 51, 0});
  private static final PixelBlock SECOND = new PixelBlock(1, 1, new byte[] {102, (byte) 255});

  @Test
  void meansAndVariancesByHand() {
    PixelSums sums = new PixelSums(2);
    sums.add(FIRST, 2);
    sums.add(SECOND, 1);
    PixelMoments moments = sums.moments();
    assertThat(moments.images()).isEqualTo(3);
    assertThat(moments.mean()).containsExactly(new double[] {0.2, 2.0 / 3}, within(1e-12));
    assertThat(moments.variance()).containsExactly(new double[] {0.08 / 3, 2.0 / 9}, within(1e-12));
  }

  @Test
  void partsAddUpToTheWhole() {
    PixelSums whole = new PixelSums(2);
    whole.add(FIRST, 2);
    whole.add(SECOND, 1);
    PixelSums first = new PixelSums(2);
    first.add(FIRST, 2);
    PixelSums second = new PixelSums(2);
    second.add(SECOND, 1);
    assertThat(first.plus(second).moments().mean()).isEqualTo(whole.moments().mean());
    assertThat(second.plus(first).moments().variance()).isEqualTo(whole.moments().variance());
  }

  @Test
  void rowsBehindTheWantedOnesAreLeftOut() {
    PixelSums sums = new PixelSums(2);
    sums.add(FIRST, 1);
    assertThat(sums.moments().mean()).containsExactly(0, 1);
  }
}
