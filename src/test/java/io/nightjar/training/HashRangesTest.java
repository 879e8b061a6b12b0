package io.nightjar.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HashRangesTest {
  private static final HashRanges FOUR = new HashRanges(4);

  @Test
  void cutsTheUnsignedRangeEvenly() {
    assertThat(FOUR.getPartition(image(0))).isZero();
    assertThat(FOUR.getPartition(image(0x3fffffffffffffffL))).isZero();
    assertThat(FOUR.getPartition(image(0x4000000000000000L))).isEqualTo(1);
    assertThat(FOUR.getPartition(image(Long.MIN_VALUE))).isEqualTo(2);
    assertThat(FOUR.getPartition(image(-1))).isEqualTo(3);
  }

  @Test
  void keepsTheGlobalOrderAcrossBlocks() {
    TrainingImage low = image(Long.MAX_VALUE);
    TrainingImage high = image(Long.MIN_VALUE);
    assertThat(TrainingImage.ORDER.compare(low, high)).isNegative();
    assertThat(FOUR.getPartition(low)).isLessThan(FOUR.getPartition(high));
  }

  private static TrainingImage image(long hash) {
    return new TrainingImage(hash, "uri", 0, new byte[0]);
  }
}
