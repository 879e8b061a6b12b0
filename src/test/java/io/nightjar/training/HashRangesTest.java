package io.nightjar.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.CounterRandom;
import io.nightjar.image.Rejection;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HashRangesTest {
  private static final HashRanges FOUR = new HashRanges(4, 0, options(0));

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
    Decoded low = image(Long.MAX_VALUE);
    Decoded high = image(Long.MIN_VALUE);
    assertThat(Decoded.ORDER.compare(low, high)).isNegative();
    assertThat(FOUR.getPartition(low)).isLessThan(FOUR.getPartition(high));
  }

  @Test
  void partsTrainingFromHeldOutImagesAndTheRejected() {
    HashRanges ranges = new HashRanges(2, 3, options(0.5));
    Set<Integer> partitions = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      TrainingImage image =
          new TrainingImage(
              CounterRandom.bits(i), "%016x".formatted(CounterRandom.bits(i, i)), new byte[0]);
      int partition = ranges.getPartition(Decoded.of(image));
      assertThat(ranges.isTraining(partition)).isEqualTo(!image.heldOut(options(0.5)));
      partitions.add(partition);
    }
    assertThat(partitions).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
    assertThat(ranges.getPartition(Decoded.rejected(Rejection.Reason.EMPTY))).isEqualTo(5);
    assertThat(ranges.numPartitions()).isEqualTo(6);
  }

  @Test
  void rejectedComeLast() {
    Decoded rejected = Decoded.rejected(Rejection.Reason.EMPTY);
    assertThat(Decoded.ORDER.compare(image(-1), rejected)).isNegative();
  }

  private static TrainingOptions options(double validationFraction) {
    return new TrainingOptions(1, 1, 1, 1, 1e-3, 7, validationFraction, 1);
  }

  private static Decoded image(long hash) {
    return Decoded.of(new TrainingImage(hash, "0".repeat(64), new byte[0]));
  }
}
