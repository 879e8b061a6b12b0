package io.nightjar.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nightjar.SharedSpark;
import io.nightjar.bundle.EmbeddingFigures;
import io.nightjar.bundle.EmbeddingMoments;
import io.nightjar.bundle.GraphLatents;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.StepRule;
import io.nightjar.runtime.NativeLibraries;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MeasureBlocksIT {
  private static final int IMAGES = 200;

  /** Not a number of whole blocks or minibatches. */
  private static final int MEASURED = 45;

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void measuresTheFirstImagesOfTheOrderHoweverTheyAreCut(int workers) {
    NativeLibraries.prepare();
    Autoencoder model = TestTraining.variational();
    JavaSparkContext spark = SharedSpark.context();
    WorkerNetwork network = new WorkerNetwork("measure", model, StepRule.adam(1e-3), 3, 1);
    Broadcast<NetworkState> state = spark.broadcast(NetworkState.of(network.create()));
    TrainingOptions options = new TrainingOptions(1, workers, 8, 1, 1e-3, 3, 0, 1);
    try (TrainingData data =
        TestStore.of(spark, TestStore.images(model, IMAGES, 3), model.image(), options, 2)) {
      PixelBlocks blocks = data.training();
      EmbeddingMoments moments =
          blocks
              .first(MEASURED)
              .mapPartitions(new MeasureBlocks(network, 8, blocks.starts(), MEASURED, state))
              .collect()
              .stream()
              .reduce(EmbeddingMoments::merge)
              .orElseThrow();

      assertClose(moments, oneByOne(network, blocks.all().collect()));
    } finally {
      state.destroy();
    }
  }

  private static EmbeddingMoments oneByOne(WorkerNetwork network, List<PixelBlock> blocks) {
    EmbeddingMoments moments = new EmbeddingMoments(network.model().latent().size());
    var graph = network.create();
    int left = MEASURED;
    for (PixelBlock block : blocks) {
      byte[] image = new byte[block.imageSize()];
      for (int row = 0; row < block.count() && left > 0; row++, left--) {
        block.copyTo(row, image, 0);
        GraphLatents.measure(network.model(), graph, image, moments);
      }
    }
    return moments;
  }

  private static void assertClose(EmbeddingMoments actual, EmbeddingMoments expected) {
    EmbeddingFigures left = actual.figures().orElseThrow();
    EmbeddingFigures right = expected.figures().orElseThrow();
    assertThat(left.images()).isEqualTo(right.images()).isEqualTo(MEASURED);
    assertThat(left.reconstructionError().mean())
        .isCloseTo(right.reconstructionError().mean(), within(1e-6));
    assertThat(left.reconstructionError().stddev())
        .isPositive()
        .isCloseTo(right.reconstructionError().stddev(), within(1e-6));
    for (int unit = 0; unit < left.latentSize(); unit++) {
      assertThat(left.latentMean().get(unit)).isCloseTo(right.latentMean().get(unit), within(1e-6));
      assertThat(left.latentStddev().get(unit))
          .isPositive()
          .isCloseTo(right.latentStddev().get(unit), within(1e-6));
    }
  }
}
