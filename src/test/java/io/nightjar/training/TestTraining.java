package io.nightjar.training;

import io.nightjar.SharedSpark;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.TestModels;
import io.nightjar.runtime.Progress;
import java.util.List;

/** Small training runs on images that are decoded already, in the shared session. */
final class TestTraining {
  static final int IMAGES = 60;

  private TestTraining() {}

  /** Runs to the end, or to what a listener or the checkpoints throw. */
  static TrainedModel run(
      Autoencoder model,
      TrainingOptions options,
      List<TrainingImage> images,
      int partitions,
      TrainingRun run) {
    try (TrainingData data = data(model, options, images, partitions)) {
      return new Training(SharedSpark.context(), model, options, Progress.none()).run(run, data);
    }
  }

  static TrainingData data(
      Autoencoder model, TrainingOptions options, List<TrainingImage> images, int partitions) {
    return TestStore.of(SharedSpark.context(), images, model.image(), options, partitions);
  }

  static List<TrainingImage> images(Autoencoder model, long seed) {
    return TestStore.images(model, IMAGES, seed);
  }

  static Autoencoder variational() {
    return TestModels.all().filter(model -> model.latent().variational()).findFirst().orElseThrow();
  }
}
