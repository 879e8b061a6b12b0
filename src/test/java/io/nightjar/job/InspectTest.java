package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.EmbeddingFigures;
import io.nightjar.bundle.TestBundles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InspectTest {
  private final CommandRun run = new CommandRun();

  @TempDir Path folder;
  private Bundle bundle;

  @BeforeEach
  void writeBundle() {
    bundle = TestBundles.bundle(TestBundles.model(), folder);
  }

  @Test
  void tellsWhatABundleIsAndWhereItComesFrom() {
    assertThat(inspect()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(lines())
        .contains(
            "fingerprint " + bundle.fingerprint(),
            "model.architecture convolutional",
            "model.convolutional.channels 3, 4",
            "image.width 12",
            "model.variational true",
            "model.likelihood bernoulli",
            "model.beta 1",
            "image.resize stretch",
            "archive.path file:///archive",
            "training.threads-per-worker 1",
            "rejected 1",
            "training.seed 7",
            "training.averaging-frequency 2..10",
            "training.optimizer sgd",
            "training.learning-rate-decay cosine",
            "training.gradient-clipping layer-norm",
            "training.ema-decay 0.99",
            "nightjar 0.1.0");
  }

  @Test
  void namesAreKeysThatCanBeGiven() {
    inspect();

    List<String> names =
        lines()
            .filter(line -> line.matches("(model|image|training|archive)\\..*"))
            .map(line -> line.replaceFirst(" .*", ""))
            .toList();
    assertThat(names).hasSizeGreaterThan(25).allMatch(ReferenceKeys.load()::contains);
  }

  @Test
  void tellsHistorySizesAndTensors() throws IOException {
    inspect();

    long encoder = Files.size(path().resolve("encoder.onnx"));
    long parameters = bundle.tensors().stream().mapToLong(tensor -> tensor.values().length).sum();
    assertThat(lines())
        .contains(
            "1 54 250.250 242.500 226.500 16.000 0.020000 36",
            "encoder.onnx %,d".formatted(encoder),
            "encoder.0.weight 3x1x4x4 48",
            "total %,d".formatted(parameters));
  }

  @Test
  void tellsWhatNightsAreComparedWith() {
    EmbeddingFigures figures = bundle.trainingFigures().orElseThrow();

    inspect();

    assertThat(lines())
        .contains(
            "Training figures, which nights are compared with: over 20 held-out images",
            String.format(
                Locale.ROOT,
                "latent.2 %.6f %.6f",
                figures.latentMean().get(2),
                figures.latentStddev().get(2)));
  }

  @Test
  void saysThatAnOldBundleHasNone() {
    run.execute(new Inspect(), "bundle=src/test/resources/bundles/format-1.bundle");

    assertThat(lines())
        .contains("Training figures: none, so nights are not compared with training");
  }

  @Test
  void fillsInTheReport() {
    Path report = folder.resolve("report.json");

    assertThat(inspect("report.path=" + report)).isZero();
    assertThat(report).content().contains(bundle.fingerprint());
  }

  @Test
  void refusesAChangedByte() throws IOException {
    Path weights = path().resolve("parameters.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length - 1] ^= 1;
    Files.write(weights, bytes);

    assertThat(inspect()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines())
        .singleElement()
        .asString()
        .contains("parameters.safetensors has changed");
  }

  @Test
  void refusesWhatIsNoBundle() {
    assertThat(run.execute(new Inspect(), "bundle=" + folder.resolve("none"))).isEqualTo(2);
    assertThat(run.err()).contains("does not exist");
    assertThat(run.execute(new Inspect(), "bundle=" + folder)).isEqualTo(2);
    assertThat(run.err()).contains("is not a finished bundle");
  }

  private Path path() {
    return folder.resolve("test.bundle");
  }

  /** The lines printed, without the gaps between columns. */
  private Stream<String> lines() {
    return run.out().lines().map(line -> line.strip().replaceAll(" +", " "));
  }

  private int inspect(String... overrides) {
    return run.execute(new Inspect(), "bundle=" + path(), overrides);
  }
}
