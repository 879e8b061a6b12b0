package io.nightjar.training;

import io.nightjar.image.Background;
import io.nightjar.image.ContentHash;
import io.nightjar.image.DecodeLimits;
import io.nightjar.image.ImageShape;
import io.nightjar.image.Resize;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.TestModels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/** Stores of images that never were files. */
final class TestStore {
  private TestStore() {}

  /** Noise of a model's shape, every image another one. */
  static List<TrainingImage> images(Autoencoder model, int count, long seed) {
    int size = model.image().size();
    byte[] pixels = TestModels.images(model, count);
    List<TrainingImage> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] image = Arrays.copyOfRange(pixels, i * size, (i + 1) * size);
      images.add(TrainingImage.of(seed, ContentHash.of(image).hex(), image));
    }
    return images;
  }

  /** Written and opened. */
  static TrainingData of(
      JavaSparkContext spark,
      List<TrainingImage> images,
      ImageShape shape,
      TrainingOptions options,
      int partitions) {
    Broadcast<SerializableConfiguration> hadoop =
        spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
    StoreIdentity identity =
        new StoreIdentity(
            StoreIdentity.FORMAT_VERSION,
            "",
            shape,
            1,
            Resize.STRETCH,
            Background.BLACK.name(),
            DecodeLimits.DEFAULT.decodedBytes(),
            options.seed(),
            options.validationFraction());
    List<Decoded> decoded = images.stream().map(Decoded::of).toList();
    try {
      Path path = Files.createTempDirectory(Files.createDirectories(Path.of("target/stores")), "s");
      StoreFolder folder =
          new StoreFolder(new org.apache.hadoop.fs.Path(path.toUri()), spark.hadoopConfiguration());
      StoreMark mark = folder.enter("test");
      StoreManifest manifest =
          new StoreBuild(spark, folder, mark, hadoop)
              .write(spark.parallelize(decoded, partitions), images.size(), identity, options);
      return TrainingData.open(spark, folder, manifest, options, hadoop, Optional.of(mark));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
