package io.nightjar.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EpochPlanTest {
  private static final int[] BLOCKS = {10, 12, 9, 11, 10, 12};

  @Test
  void everyWorkerRunsTheSameNumberOfMinibatches() {
    EpochPlan plan = new EpochPlan(options(2, 5, 3), 0, BLOCKS);
    for (int round = 0; round < plan.rounds(); round++) {
      assertThat(rows(plan, round, 0)).hasSameSizeAs(rows(plan, round, 1));
      assertThat(rows(plan, round, 0).size() % plan.batchSize()).isZero();
    }
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
  void noRowIsUsedTwiceInAnEpoch() {
    EpochPlan plan = new EpochPlan(options(2, 5, 3), 4, BLOCKS);
    assertThat(allRows(plan, 2)).doesNotHaveDuplicates().hasSize((int) plan.examples());
  }

  @Test
  void fewerThanABatchOfRowsIsLeftOutByEachWorker() {
    EpochPlan plan = new EpochPlan(options(1, 5, 3), 0, BLOCKS);
    assertThat(plan.examples()).isEqualTo(60); // of 64
    assertThat(plan.rounds()).isEqualTo(4); // 12 minibatches, 3 a round
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
    assertThat(plan.batchSize()).isEqualTo(3);
    assertThat(plan.rounds()).isEqualTo(1);
    assertThat(plan.examples()).isEqualTo(6);
  }

  @Test
  void emptyBlocksAreNoRows() {
    EpochPlan plan = new EpochPlan(options(1, 2, 1), 0, new int[] {0, 5, 0});
    assertThat(allRows(plan, 1)).hasSize(4).allMatch(position -> position < 5);
  }

  @Test
  void emptyBlockBetweenOthersIsNotRead() {
    for (int epoch = 0; epoch < 8; epoch++) {
      EpochPlan plan = new EpochPlan(options(1, 6, 1), epoch, new int[] {3, 0, 3});
      assertThat(plan.slices(0, 0)).extracting(EpochPlan.Slice::block).containsOnly(0, 2);
    }
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
    for (RoundPlan.Part part : ofRound.parts().get(worker)) {
      int[] order = ofRound.rowOrder(part);
      for (int i = part.slice().from(); i < part.slice().to(); i++) {
        rows.add(part.position(order[i]));
      }
    }
    return rows;
  }
}
