package io.nightjar.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.CheckFailedException;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.TestModels;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.api.MultiDataSet;

class CutMinibatchesTest {
  private static final Autoencoder MODEL = TestModels.all().findFirst().orElseThrow();
  private static final TrainingOptions OPTIONS = new TrainingOptions(1, 1, 6, 1, 1e-3, 7, 0, 1);

  /** Every order of the blocks comes up among the epochs. */
  @Test
  void emptyBlocksAreSkipped() {
    for (int epoch = 0; epoch < 8; epoch++) {
      EpochPlan plan = new EpochPlan(OPTIONS, epoch, new int[] {3, 0, 3});
      Iterator<MultiDataSet> minibatches = cut(plan, planned(plan));
      assertThat(minibatches.next().getFeatures(0).size(0)).isEqualTo(6);
      assertThat(minibatches).isExhausted();
    }
  }

  @Test
  void blockOfAnotherSizeIsRefused() {
    EpochPlan plan = new EpochPlan(OPTIONS, 0, new int[] {6});
    Iterator<MultiDataSet> minibatches = cut(plan, List.of(block(0, 5)));
    assertThatThrownBy(minibatches::next)
        .isInstanceOf(CheckFailedException.class)
        .hasMessageStartingWith("The archive changed while it was trained on")
        .hasMessageContaining("run again");
  }

  @Test
  void anotherBlockThanPlannedIsRefused() {
    EpochPlan plan = new EpochPlan(OPTIONS, 0, new int[] {6});
    Iterator<MultiDataSet> minibatches = cut(plan, List.of(block(1, 6)));
    assertThatThrownBy(minibatches::next).isInstanceOf(CheckFailedException.class);
  }

  private static Iterator<MultiDataSet> cut(EpochPlan plan, List<PixelBlock> blocks) {
    return new CutMinibatches(MODEL, OPTIONS.seed(), plan, 0).call(0, blocks.iterator());
  }

  private static List<PixelBlock> planned(EpochPlan plan) {
    List<PixelBlock> blocks = new ArrayList<>();
    for (EpochPlan.Slice slice : plan.slices(0, 0)) {
      blocks.add(block(slice.block(), plan.rows(slice.block())));
    }
    return blocks;
  }

  private static PixelBlock block(int index, int count) {
    return new PixelBlock(index, count, TestModels.images(MODEL, count));
  }
}
