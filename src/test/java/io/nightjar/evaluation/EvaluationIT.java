package io.nightjar.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nightjar.CounterRandom;
import io.nightjar.SharedSpark;
import io.nightjar.TestArchives;
import io.nightjar.archive.Archive;
import io.nightjar.archive.ArchiveItem;
import io.nightjar.archive.ArchiveOptions;
import io.nightjar.archive.DecodeJournal;
import io.nightjar.archive.Decoding;
import io.nightjar.archive.Split;
import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.TestBundles;
import io.nightjar.evaluation.ProbeImage.Feature;
import io.nightjar.image.ContentHash;
import io.nightjar.image.DecodeLimits;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.Objective;
import io.nightjar.model.Targets;
import io.nightjar.runtime.Progress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EvaluationIT {
  private static final int IMAGES = 40;

  private final JavaSparkContext spark = SharedSpark.context();

  @TempDir Path folder;

  @Test
  void scoresAreTheSameTwiceAndHoweverTheArchiveIsCut() {
    Bundle bundle = TestBundles.bundle(binarized(), folder);
    String path = TestArchives.files(folder.resolve("archive"), IMAGES, 20, 16).toString();
    List<ArchiveItem> items =
        Archive.open(ArchiveOptions.of(path), spark.hadoopConfiguration()).items(spark).collect();

    Scores once = scores(bundle, items, 1, 16);

    assertThat(scores(bundle, items, 1, 16)).isEqualTo(once);
    for (Scores other : List.of(scores(bundle, items, 7, 16), scores(bundle, items, 3, 5))) {
      assertThat(other.examples()).isEqualTo(IMAGES);
      assertThat(other.mse()).isCloseTo(once.mse(), within(1e-6));
      assertThat(other.negativeElbo()).isCloseTo(once.negativeElbo(), within(1e-4));
      assertThat(other.importanceWeightedNll())
          .isCloseTo(once.importanceWeightedNll(), within(1e-4));
      assertThat(other.activeUnits()).isEqualTo(once.activeUnits());
    }
  }

  private Scores scores(Bundle bundle, List<ArchiveItem> items, int partitions, int batchSize) {
    var options = new EvaluateOptions(4, 3, batchSize, 10, Split.TRAIN);
    Broadcast<Bundle> broadcast = spark.broadcast(bundle);
    var evaluation = new Evaluation(SharedSpark.session(), bundle, options, Progress.none());
    MetricSums sums =
        evaluation.score(
            spark.parallelize(items, partitions),
            broadcast,
            new Decoding(bundle.preprocessing(), DecodeLimits.DEFAULT, DecodeJournal.NONE),
            spark.sc().longAccumulator());
    return Scores.of(sums, bundle.autoencoder(), options.importanceSamples());
  }

  private static Autoencoder binarized() {
    Autoencoder grey = TestBundles.model();
    Objective objective = grey.objective();
    return new Autoencoder(
        grey.architecture(),
        grey.image(),
        grey.latent(),
        new Objective(objective.likelihood(), Targets.BINARIZED, objective.kl(), 0));
  }

  /** Images that vary in two directions are rebuilt from two components, and not from one. */
  @Test
  void principalComponentsRebuildWhatVaries() {
    List<ProbeImage> images = IntStream.range(0, 60).mapToObj(EvaluationIT::twoDirections).toList();
    JavaRDD<ProbeImage> distributed = spark.parallelize(images, 3);

    PrincipalComponents one = PrincipalComponents.of(distributed.map(ProbeImage::vector), 1);
    PrincipalComponents two = PrincipalComponents.of(distributed.map(ProbeImage::vector), 2);

    double[] errors = images.stream().mapToDouble(two::squaredError).toArray();
    assertThat(Arrays.stream(errors).max().orElseThrow()).isLessThan(1e-12);
    assertThat(images.stream().mapToDouble(one::squaredError).sum()).isGreaterThan(0.1);
    float[] along = two.project(images.get(0));
    assertThat(along).hasSize(2);
    assertThat(PrincipalComponents.of(distributed.map(ProbeImage::vector), 9).directions())
        .hasDimensions(2, 9);
  }

  /** A 3x3 image: one number in its first row, another in its second, the last row grey. */
  private static ProbeImage twoDirections(int index) {
    byte[] pixels = new byte[9];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i < 6 ? (byte) CounterRandom.bits(index, i / 3) : 100;
    }
    return new ProbeImage(new ProbeLot(index, 0), "a", pixels, new float[0], new float[0]);
  }

  @Test
  void linearProbeSeparatesWhatALineSeparates() {
    JavaRDD<ProbeImage> fitted = spark.parallelize(labelled(0, 90), 2);
    JavaRDD<ProbeImage> measured = spark.parallelize(labelled(90, 30), 2);
    LinearProbe probe = new LinearProbe(SharedSpark.session(), List.of("a", "b", "c"));

    assertThat(probe.right(fitted, 90, measured, Feature.LATENTS)).isEqualTo(30);
    assertThat(probe.right(fitted, 90, measured, Feature.COMPONENTS)).isLessThan(20);
  }

  private static List<ProbeImage> labelled(int from, int count) {
    return IntStream.range(from, from + count)
        .mapToObj(
            i -> {
              String label = List.of("a", "b", "c").get(i % 3);
              float[] latents = {i % 3 == 0 ? 1 : 0, i % 3 == 1 ? 1 : 0};
              float[] noise = new float[1];
              CounterRandom.gaussians(noise, 0, 1, i);
              return new ProbeImage(new ProbeLot(i, 0), label, new byte[1], latents, noise);
            })
        .toList();
  }

  /** Else an image would be measured by probes that have seen it. */
  @Test
  void partsOfTheSameImagesHaveNoneInCommonAndMissNone() {
    List<ContentHash> images =
        IntStream.range(0, 500).mapToObj(i -> ContentHash.of(new byte[i])).toList();
    long fit = images.stream().filter(image -> ProbePart.FIT.holds(1, image)).count();

    assertThat((double) fit / images.size()).isCloseTo(0.8, within(0.06));
    assertThat(images)
        .allMatch(i -> ProbePart.FIT.holds(1, i) != ProbePart.MEASURE.holds(1, i))
        .allMatch(i -> ProbePart.WHOLE.holds(1, i));
  }
}
