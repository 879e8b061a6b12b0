package io.nightjar.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EpochPlanTest {
  private static final int[] BLOCKS = {10, 12, 9, 11, 10, 12};

  @Test
  void everyWorkerRunsTheSameNumberOfMinibatches() {
    EpochPlan plan = new EpochPlan(options(3, 5, 3), 0, BLOCKS);
    int minibatches = 0;
    for (int round = 0; round < plan.rounds(); round++) {
      int ofRound = Math.min(3, plan.minibatches() - minibatches);
      for (int worker = 0; worker < 3; worker++) {
        assertThat(rows(plan, round, worker)).hasSize(sizes(plan, round, worker, ofRound));
      }
      minibatches += ofRound;
    }
    assertThat(minibatches).isEqualTo(plan.minibatches());
  }

  @Test
  void everyImageIsTrainedOnOnceInEveryEpoch() {
    for (int workers = 1; workers <= 5; workers++) {
      for (int batchSize : new int[] {1, 2, 3, 5, 7, 64, 1000}) {
        for (int epoch = 0; epoch < 3; epoch++) {
          EpochPlan plan = new EpochPlan(options(workers, batchSize, 2), epoch, BLOCKS);
          assertThat(allRows(plan, workers))
              .hasSize(64)
              .doesNotHaveDuplicates()
              .allMatch(position -> position >= 0 && position < 64);
        }
      }
    }
  }

  @Test
  void minibatchesAreAsLargeAsAskedAndDifferByOneRow() {
    EpochPlan plan = new EpochPlan(options(4, 128, 100), 0, new int[] {400, 600});
    RoundPlan round = plan.round(0);
    assertThat(plan.minibatches()).isEqualTo(2);
    assertThat(List.of(round.rows(0, 0), round.rows(0, 1), round.rows(3, 1))).containsOnly(125);

    RoundPlan uneven = new EpochPlan(options(1, 5, 100), 0, BLOCKS).round(0);
    assertThat(IntStream.range(0, 13).map(minibatch -> uneven.rows(0, minibatch)))
        .containsExactly(5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 4); // 64 rows
  }

  @Test
  void aScheduledFrequencyCutsTheSameRowsIntoOtherRounds() {
    TrainingOptions scheduled =
        new TrainingOptions(
            9, 2, 5, new AveragingFrequency(1, 4, 2), StepOptions.adam(1e-3), 7, 0, 1, 0, 0);
    for (int epoch : new int[] {0, 1, 2, 3, 4, 5, 8}) {
      int frequency = epoch < 2 ? 1 : epoch < 4 ? 2 : 4;
      EpochPlan plan = new EpochPlan(scheduled, epoch, BLOCKS);
      assertThat(plan.rounds()).isEqualTo((plan.minibatches() + frequency - 1) / frequency);
      assertThat(plan.round(1).progress(0))
          .isEqualTo(epoch + (double) frequency / plan.minibatches());
      assertThat(allRows(plan, 2))
          .containsExactlyInAnyOrderElementsOf(
              allRows(new EpochPlan(options(2, 5, 3), epoch, BLOCKS), 2));
    }
  }

  @Test
  void epochsGiveOtherOrders() {
    List<Long> first = allRows(new EpochPlan(options(2, 5, 3), 0, BLOCKS), 2);
    assertThat(first).isEqualTo(allRows(new EpochPlan(options(2, 5, 3), 0, BLOCKS), 2));
    assertThat(first).isNotEqualTo(allRows(new EpochPlan(options(2, 5, 3), 1, BLOCKS), 2));
  }

  @Test
  void roundReadsOnlyTheBlocksItUses() {
    int[] blocks = new int[100];
    java.util.Arrays.fill(blocks, 1000);
    EpochPlan plan = new EpochPlan(options(4, 100, 5), 0, blocks);
    assertThat(plan.slices(7)).allSatisfy(slices -> assertThat(slices).hasSizeLessThanOrEqualTo(2));
  }

  @Test
  void fewImagesMakeASmallerMinibatch() {
    EpochPlan plan = new EpochPlan(options(2, 128, 8), 0, new int[] {3, 4});
    assertThat(plan.minibatches()).isEqualTo(1);
    assertThat(plan.rounds()).isEqualTo(1);
    assertThat(plan.round(0).rows(0, 0)).isEqualTo(4);
    assertThat(plan.round(0).rows(1, 0)).isEqualTo(3);
  }

  @Test
  void emptyBlocksAreNoRows() {
    EpochPlan plan = new EpochPlan(options(1, 2, 1), 0, new int[] {0, 5, 0});
    assertThat(allRows(plan, 1)).hasSize(5).allMatch(position -> position < 5);
  }

  @Test
  void emptyBlockBetweenOthersIsNotRead() {
    for (int epoch = 0; epoch < 8; epoch++) {
      EpochPlan plan = new EpochPlan(options(1, 6, 1), epoch, new int[] {3, 0, 3});
      assertThat(plan.slices(0, 0)).extracting(EpochPlan.Slice::block).containsOnly(0, 2);
    }
  }

  @Test
  void noMinibatchIsOfOneImageUnlessAskedFor() {
    for (int images = 4; images < 200; images++) {
      RoundPlan round = new EpochPlan(options(2, 2, 1000), 0, new int[] {images}).round(0);
      for (int worker = 0; worker < 2; worker++) {
        for (int minibatch = 0; minibatch < round.epochMinibatches(); minibatch++) {
          assertThat(round.rows(worker, minibatch)).as("of %d", images).isBetween(2, 4);
        }
      }
    }
    assertThat(new EpochPlan(options(1, 1, 9), 0, new int[] {5}).minibatches()).isEqualTo(5);
  }

  @Test
  void fewerImagesThanWorkersMakeNoRound() {
    assertThat(new EpochPlan(options(4, 8, 1), 0, new int[] {1, 2}).rounds()).isZero();
  }

  private static int sizes(EpochPlan plan, int round, int worker, int minibatches) {
    RoundPlan ofRound = plan.round(round);
    return IntStream.range(0, minibatches).map(i -> ofRound.rows(worker, i)).sum();
  }

  private static TrainingOptions options(int workers, int batchSize, int frequency) {
    return new TrainingOptions(1, workers, batchSize, frequency, 1e-3, 7, 0, 1);
  }

  private static List<Long> allRows(EpochPlan plan, int workers) {
    List<Long> rows = new ArrayList<>();
    for (int round = 0; round < plan.rounds(); round++) {
      for (int worker = 0; worker < workers; worker++) {
        rows.addAll(rows(plan, round, worker));
      }
    }
    return rows;
  }

  private static List<Long> rows(EpochPlan plan, int round, int worker) {
    List<Long> rows = new ArrayList<>();
    RoundPlan ofRound = plan.round(round);
    for (RoundPlan.Part part : ofRound.shares().get(worker).parts()) {
      int[] order = ofRound.rowOrder(part);
      for (int i = part.slice().from(); i < part.slice().to(); i++) {
        rows.add(part.position(order[i]));
      }
    }
    return rows;
  }
}
