package io.nightjar.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nightjar.SharedSpark;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.Elbo;
import io.nightjar.model.StepRule;
import io.nightjar.model.TestModels;
import io.nightjar.runtime.NativeLibraries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
    try (PixelBlocks blocks =
        PixelBlocks.of(spark.parallelize(images(model)), IMAGES, model.image(), workers)) {
      return blocks
          .rdd()
          .mapPartitions(new EvaluateBlocks(network, 32, blocks.starts(), state))
          .collect()
          .stream()
          .reduce(Elbo.NONE, Elbo::plus)
          .negative();
    } finally {
      state.destroy();
    }
  }

  private static List<TrainingImage> images(Autoencoder model) {
    int size = model.image().size();
    byte[] pixels = TestModels.images(model, IMAGES);
    List<TrainingImage> images = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      byte[] image = Arrays.copyOfRange(pixels, i * size, (i + 1) * size);
      images.add(TrainingImage.of(3, "file:///" + i, "0123456789abcdef", image));
    }
    return images;
  }
}
