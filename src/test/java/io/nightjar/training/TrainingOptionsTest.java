package io.nightjar.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TrainingOptionsTest {
  @Test
  void anEpochOfFewImagesHasSomeThirtySteps() {
    assertThat(settled(1, 150)).isEqualTo(5);
    assertThat(settled(2, 600)).isEqualTo(10);
    assertThat(settled(4, 1_000)).isEqualTo(8);
    assertThat(new EpochPlan(options(4, 8), 0, new int[] {1_000}).minibatches())
        .isGreaterThanOrEqualTo(30);
  }

  @Test
  void manyImagesTakeMinibatchesOf128() {
    assertThat(settled(2, 7_679)).isEqualTo(127);
    assertThat(settled(2, 7_680)).isEqualTo(128);
    assertThat(settled(1, Integer.MAX_VALUE * 4L)).isEqualTo(128);
  }

  @Test
  void aHandfulOfImagesTakesMinibatchesOfTwo() {
    assertThat(settled(1, 1)).isEqualTo(2);
    assertThat(settled(8, 40)).isEqualTo(2);
  }

  @Test
  void aSizeThatIsGivenStays() {
    assertThat(options(2, 64).forImages(10)).isEqualTo(options(2, 64));
  }

  private static int settled(int workers, long images) {
    return options(workers, TrainingOptions.AUTO_BATCH).forImages(images).batchSize();
  }

  private static TrainingOptions options(int workers, int batchSize) {
    return new TrainingOptions(1, workers, batchSize, 8, 1e-3, 7, 0, 1);
  }
}
