package io.nightjar.training;

import io.nightjar.SharedSpark;
import io.nightjar.image.ContentHash;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.TestModels;
import io.nightjar.runtime.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

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
    return new TrainingData(
        blocks(
            model,
            options,
            images.stream().filter(image -> !image.heldOut(options)).toList(),
            partitions),
        blocks(
            model,
            options,
            images.stream().filter(image -> image.heldOut(options)).toList(),
            partitions),
        Map.of());
  }

  private static PixelBlocks blocks(
      Autoencoder model, TrainingOptions options, List<TrainingImage> images, int partitions) {
    return PixelBlocks.of(
        SharedSpark.context().parallelize(images, partitions),
        images.size(),
        model.image(),
        options.workers());
  }

  static List<TrainingImage> images(Autoencoder model, long seed) {
    int size = model.image().size();
    byte[] pixels = TestModels.images(model, IMAGES);
    List<TrainingImage> images = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      byte[] image = Arrays.copyOfRange(pixels, i * size, (i + 1) * size);
      images.add(TrainingImage.of(seed, "file:///" + i, ContentHash.of(image).hex(), image));
    }
    return images;
  }

  static Autoencoder variational() {
    return TestModels.all().filter(model -> model.latent().variational()).findFirst().orElseThrow();
  }
}
