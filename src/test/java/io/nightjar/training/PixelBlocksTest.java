package io.nightjar.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.image.ImageShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PixelBlocksTest {
  private static final ImageShape SMALL = new ImageShape(1, 28, 28);

  @Test
  void givesEveryWorkerAsManyBlocks() {
    assertThat(PixelBlocks.blocksFor(60_000, SMALL, 2)).isEqualTo(60);
    assertThat(PixelBlocks.blocksFor(60_000, SMALL, 7) % 7).isZero();
  }

  @Test
  void givesFewImagesBlocksToPermute() {
    assertThat(PixelBlocks.blocksFor(400, SMALL, 2)).isEqualTo(8);
    assertThat(PixelBlocks.blocksFor(10, SMALL, 2)).isEqualTo(2);
  }

  /** A block is one array, and a task holds one at a time. */
  @ParameterizedTest
  @CsvSource({"64", "256", "1024", "4096"})
  void keepsBlocksOfLargeImagesSmall(int side) {
    ImageShape shape = new ImageShape(3, side, side);
    long images = 100_000;
    long bytesABlock = images * shape.size() / PixelBlocks.blocksFor(images, shape, 4);
    assertThat(bytesABlock).isBetween(1L << 20, 50L << 20);
  }
}
