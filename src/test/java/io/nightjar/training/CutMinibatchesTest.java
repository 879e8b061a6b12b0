package io.nightjar.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.CheckFailedException;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.TestModels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.commons.lang3.SerializationUtils;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.api.MultiDataSet;

class CutMinibatchesTest {
  private static final Autoencoder MODEL = TestModels.all().findFirst().orElseThrow();
  private static final TrainingOptions OPTIONS = new TrainingOptions(1, 1, 6, 1, 1e-3, 7, 0, 1);

  private static final Autoencoder VARIATIONAL =
      TestModels.all().filter(m -> m.latent().variational()).findFirst().orElseThrow();
  private static final List<PixelBlock> BLOCKS = blocksOfDifferentImages();

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

  @Test
  void anImageDrawsTheSameNoiseOnAnyWorkerAndOtherNoiseInAnotherEpoch() {
    Map<String, String> alone = noiseByImage(1, 0);
    Map<String, String> shared = noiseByImage(3, 0);
    Map<String, String> later = noiseByImage(1, 1);

    assertThat(alone).hasSize(36);
    assertThat(shared).isEqualTo(alone);
    assertThat(new HashSet<>(alone.values()))
        .hasSize(36)
        .doesNotContainAnyElementsOf(later.values());
  }

  /** Each round's closure goes to every worker. */
  @Test
  void whatIsSentDoesNotGrowWithTheStore() {
    assertThat(bytesSent(1_000)).isEqualTo(bytesSent(100)).isLessThan(10_000);
  }

  private static int bytesSent(int blocks) {
    int[] sizes = new int[blocks];
    Arrays.fill(sizes, 1024);
    TrainingOptions options = new TrainingOptions(1, 2, 128, 8, 1e-3, 7, 0, 1);
    EpochPlan plan = new EpochPlan(options, 0, sizes);
    return SerializationUtils.serialize(new CutMinibatches(MODEL, 7, plan, 1)).length;
  }

  /** Every image that one epoch trains on, with its ε. */
  private static Map<String, String> noiseByImage(int workers, int epoch) {
    TrainingOptions options = new TrainingOptions(2, workers, 2, 100, 1e-3, 7, 0, 1);
    EpochPlan plan = new EpochPlan(options, epoch, new int[] {6, 6, 6, 6, 6, 6});
    Map<String, String> noise = new HashMap<>();
    for (int worker = 0; worker < workers; worker++) {
      Iterator<PixelBlock> blocks =
          plan.slices(0, worker).stream().map(slice -> BLOCKS.get(slice.block())).iterator();
      new CutMinibatches(VARIATIONAL, options.seed(), plan, 0)
          .call(worker, blocks)
          .forEachRemaining(minibatch -> note(minibatch, noise));
    }
    return noise;
  }

  private static void note(MultiDataSet minibatch, Map<String, String> noise) {
    for (int i = 0; i < minibatch.getFeatures(0).size(0); i++) {
      noise.put(
          minibatch.getLabels(0).getRow(i).toString(),
          minibatch.getFeatures(1).getRow(i).toString());
    }
  }

  private static List<PixelBlock> blocksOfDifferentImages() {
    int size = VARIATIONAL.image().size();
    byte[] images = TestModels.images(VARIATIONAL, 36);
    List<PixelBlock> blocks = new ArrayList<>();
    for (int block = 0; block < 6; block++) {
      int from = block * 6 * size;
      blocks.add(new PixelBlock(block, 6, Arrays.copyOfRange(images, from, from + 6 * size)));
    }
    return blocks;
  }

  private static Iterator<MultiDataSet> cut(EpochPlan plan, List<PixelBlock> blocks) {
    return new CutMinibatches(MODEL, OPTIONS.seed(), plan, 0).call(0, blocks.iterator());
  }

  private static List<PixelBlock> planned(EpochPlan plan) {
    List<PixelBlock> blocks = new ArrayList<>();
    for (RoundPlan.Part part : plan.round(0).shares().get(0).parts()) {
      blocks.add(block(part.slice().block(), part.rows()));
    }
    return blocks;
  }

  private static PixelBlock block(int index, int count) {
    return new PixelBlock(index, count, TestModels.images(MODEL, count));
  }
}
