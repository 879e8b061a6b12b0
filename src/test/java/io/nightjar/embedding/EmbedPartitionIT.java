package io.nightjar.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nightjar.SharedSpark;
import io.nightjar.TestArchives;
import io.nightjar.TestContainers;
import io.nightjar.archive.Archive;
import io.nightjar.archive.ArchiveOptions;
import io.nightjar.archive.DecodeJournal;
import io.nightjar.archive.Decoding;
import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.TestBundles;
import io.nightjar.embedding.EmbedOptions.ReconstructionError;
import io.nightjar.encoding.Engine;
import io.nightjar.image.DecodeLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@TestInstance(Lifecycle.PER_CLASS)
final class EmbedPartitionIT {
  private static final int IMAGES = 23;

  private final JavaSparkContext spark = SharedSpark.context();
  private Bundle bundle;
  private Path images;
  private Archive archive;
  private Map<String, Outcome.Vector> alone;

  @BeforeAll
  void embedImagesOneByOne(@TempDir Path folder) {
    bundle = TestBundles.bundle(TestBundles.model(), folder);
    images = TestArchives.files(folder.resolve("archive"), IMAGES, 12, 8);
    archive = Archive.open(ArchiveOptions.of(images.toString()), new Configuration());
    alone = vectors(archive, 1, 1, Engine.ONNX);
  }

  @ParameterizedTest
  @CsvSource({"1,64", "1,5", "3,7", "30,2"})
  void vectorsDependNeitherOnPartitionsNorOnBatches(int partitions, int batchSize) {
    assertSame(vectors(archive, partitions, batchSize, Engine.ONNX), 1e-5f);
  }

  @Test
  void bothEnginesGiveTheSameVectors() {
    assertSame(vectors(archive, 2, 6, Engine.DL4J), 1e-4f);
  }

  @ParameterizedTest
  @EnumSource(TestContainers.Kind.class)
  void vectorsDoNotDependOnTheArchivesFormat(TestContainers.Kind kind, @TempDir Path folder)
      throws IOException {
    Path packed = TestContainers.pack(images, folder.resolve("x/x" + kind.ending()), kind);
    Archive container = Archive.open(ArchiveOptions.of(packed.toString()), new Configuration());

    assertSame(vectors(container, 2, 6, Engine.ONNX), 1e-5f);
  }

  private void assertSame(Map<String, Outcome.Vector> vectors, float tolerance) {
    assertThat(vectors).hasSize(IMAGES).containsOnlyKeys(alone.keySet());
    vectors.forEach(
        (hash, vector) -> {
          assertThat(vector.mean()).containsExactly(alone.get(hash).mean(), within(tolerance));
          assertThat(vector.stddev()).containsExactly(alone.get(hash).stddev(), within(tolerance));
          assertThat(vector.reconstructionError())
              .isCloseTo(alone.get(hash).reconstructionError(), within(tolerance));
        });
  }

  /** By the hashes of the images, which all differ. */
  private Map<String, Outcome.Vector> vectors(
      Archive of, int partitions, int batchSize, Engine engine) {
    var options =
        new EmbedOptions(engine, batchSize, new FailureBudget(0, 0), ReconstructionError.MEASURED);
    var embed =
        new EmbedPartition(
            spark.broadcast(bundle),
            options,
            new Decoding(bundle.preprocessing(), DecodeLimits.DEFAULT, DecodeJournal.NONE),
            spark.sc().longAccumulator("done"));
    Map<String, Outcome.Vector> vectors = new TreeMap<>();
    for (Outcome outcome : of.items(spark).repartition(partitions).mapPartitions(embed).collect()) {
      assertThat(vectors.put(outcome.item().sha256(), outcome.vector())).isNull();
    }
    return vectors;
  }
}
