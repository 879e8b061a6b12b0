package io.nightjar.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nightjar.SharedSpark;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.Elbo;
import io.nightjar.model.StepRule;
import io.nightjar.model.TestModels;
import io.nightjar.runtime.NativeLibraries;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.junit.jupiter.api.Test;

class EvaluateBlocksIT {
  private static final int IMAGES = 200;

  @Test
  void boundDoesNotDependOnHowManyBlocksThereAre() {
    NativeLibraries.prepare();
    Autoencoder model =
        TestModels.all().filter(m -> m.latent().variational()).findFirst().orElseThrow();
    double whole = negativeElbo(model, 1);
    assertThat(negativeElbo(model, 4)).isCloseTo(whole, within(1e-4));
  }

  private static double negativeElbo(Autoencoder model, int workers) {
    JavaSparkContext spark = SharedSpark.context();
    WorkerNetwork network = new WorkerNetwork("evaluate", model, StepRule.adam(1e-3), 3, 1);
    Broadcast<NetworkState> state = spark.broadcast(NetworkState.of(network.create()));
    TrainingOptions options = new TrainingOptions(1, workers, 32, 1, 1e-3, 3, 0, 1);
    try (TrainingData data =
        TestStore.of(spark, TestStore.images(model, IMAGES, 3), model.image(), options, 2)) {
      PixelBlocks blocks = data.training();
      return blocks
          .all()
          .mapPartitions(new EvaluateBlocks(network, 32, blocks.starts(), state))
          .collect()
          .stream()
          .reduce(Elbo.NONE, Elbo::plus)
          .negative();
    } finally {
      state.destroy();
    }
  }
}
