package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.CounterRandom;
import io.nightjar.SharedSpark;
import io.nightjar.TestArchives;
import io.nightjar.archive.synthetic.SyntheticArchive;
import io.nightjar.archive.synthetic.SyntheticFormat;
import io.nightjar.archive.synthetic.SyntheticOptions;
import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.EmbeddingFigures;
import io.nightjar.image.TestImages;
import io.nightjar.runtime.Progress;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import scala.collection.JavaConverters;

/** From training's figures to a night's warning. */
@TestInstance(Lifecycle.PER_CLASS)
final class DriftIT {
  private static final int IMAGES = 400;
  private static final int NEW = 150;
  private static final double HELD_OUT = 0.4;

  /** RandomStream.VALIDATION_SPLIT. */
  private static final long VALIDATION_SPLIT = 2;

  private final Terminal terminal = new Terminal();
  private Path folder;
  private Path trained;
  private Path alike;
  private Path inverted;
  private Path bundle;

  @BeforeAll
  void train(@TempDir Path shared) throws IOException {
    folder = shared;
    trained = synthesized("trained", IMAGES, 1);
    alike = synthesized("alike", NEW, 2);
    inverted = inverted(alike, folder.resolve("inverted"));
    bundle = folder.resolve("x.bundle");
    terminal.succeed(
        "train",
        "archive.path=" + trained,
        "image.height=16",
        "image.width=16",
        "model.architecture=dense",
        "model.variational=true",
        "model.latent-size=4",
        "model.dense.widths=24",
        "training.epochs=3",
        "training.workers=2",
        "training.batch-size=8",
        "training.seed=1",
        "training.validation-fraction=" + HELD_OUT,
        "bundle=" + bundle);
  }

  private Path synthesized(String name, int images, long seed) {
    Path path = folder.resolve(name);
    new SyntheticArchive(
            new SyntheticOptions(path.toString(), images, 16, 3, seed, 0, SyntheticFormat.FILES))
        .write(SharedSpark.context(), Progress.none());
    return path;
  }

  private static Path inverted(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      files
          .filter(file -> file.toString().matches(".*\\.(png|jpg)"))
          .forEach(
              file -> TestArchives.write(to.resolve(file.getFileName() + ".png"), negative(file)));
    }
    return to;
  }

  private static byte[] negative(Path file) {
    try {
      BufferedImage read = ImageIO.read(file.toFile());
      var image = new BufferedImage(read.getWidth(), read.getHeight(), BufferedImage.TYPE_INT_RGB);
      for (int y = 0; y < image.getHeight(); y++) {
        for (int x = 0; x < image.getWidth(); x++) {
          image.setRGB(x, y, ~read.getRGB(x, y));
        }
      }
      return TestImages.png(image);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void trainingFiguresAreWhatEmbedGivesOfTheHeldOutImages() throws IOException {
    Path rows = folder.resolve("all.parquet");
    terminal.succeed("embed", "archive.path=" + trained, "bundle=" + bundle, "output.path=" + rows);
    List<Row> heldOut =
        SharedSpark.session().read().parquet(rows.toString()).collectAsList().stream()
            .filter(DriftIT::isHeldOut)
            .toList();

    EmbeddingFigures figures = open(bundle).trainingFigures().orElseThrow();

    assertThat(heldOut).hasSizeBetween(120, 200);
    assertThat(figures.images()).isEqualTo(heldOut.size());
    assertSpread(
        heldOut,
        row -> row.<Float>getAs("reconstruction_error"),
        figures.reconstructionError().mean(),
        figures.reconstructionError().stddev());
    assertThat(figures.latentSize()).isEqualTo(4);
    for (int unit = 0; unit < 4; unit++) {
      int index = unit;
      assertSpread(
          heldOut,
          row -> row.<Float>getList(row.fieldIndex("embedding")).get(index),
          figures.latentMean().get(unit),
          figures.latentStddev().get(unit));
    }
  }

  private static boolean isHeldOut(Row row) {
    long contentBits = Long.parseUnsignedLong(row.<String>getAs("content_sha256"), 0, 16, 16);
    return CounterRandom.uniform(1, VALIDATION_SPLIT, contentBits) < HELD_OUT;
  }

  private static void assertSpread(
      List<Row> rows, ToDoubleFunction<Row> value, double mean, double stddev) {
    double average = rows.stream().mapToDouble(value).average().orElseThrow();
    double squares = rows.stream().mapToDouble(value).map(x -> (x - average) * (x - average)).sum();
    assertThat(mean).isCloseTo(average, within(1e-5));
    assertThat(stddev).isPositive().isCloseTo(Math.sqrt(squares / (rows.size() - 1)), within(1e-5));
  }

  @Test
  void aNightOfImagesLikeTrainingsDoesNotWarn() {
    String out = night("alike", bundle, alike);

    assertThat(out)
        .containsPattern("drift +0\\.\\d\\d +latent means 0\\.")
        .doesNotContain("unlike those of training");
    JsonNode report = report("alike");
    assertThat(report.path("drift_warning").isNull()).isTrue();
    JsonNode drift = report.path("drift");
    assertThat(drift.path("rows").path("images").longValue()).isEqualTo(NEW);
    assertThat(drift.path("rows").path("latent_mean")).hasSize(4);
    assertThat(drift.path("training").path("images").longValue()).isGreaterThan(100);
    assertThat(drift.path("reconstruction_error_ratio").doubleValue()).isBetween(0.8, 1.2);
    assertThat(drift.path("latent_mean_shift").doubleValue()).isBetween(0.0, 0.3);
  }

  @Test
  void aNightOfImagesUnlikeTrainingsWarnsAndIsPublished() {
    String out = night("inverted", bundle, inverted);

    JsonNode report = report("inverted");
    assertThat(report.path("exit_code").intValue()).isZero();
    assertThat(report.path("rows_written").longValue()).isEqualTo(NEW);
    assertThat(report.path("drift_warning").textValue())
        .startsWith("Warning: the 150 new images are unlike those of training: drift ");
    assertThat(out.lines()).endsWith(report.path("drift_warning").textValue());
    Map<String, String> summary = summaries("inverted").get(0);
    assertThat(Double.parseDouble(summary.get("nightjar.reconstruction-error-mean")))
        .isCloseTo(report.at("/drift/rows/reconstruction_error/mean").doubleValue(), within(1e-6));
    assertThat(Double.parseDouble(summary.get("nightjar.drift-latent-mean")))
        .isCloseTo(report.at("/drift/latent_mean_shift").doubleValue(), within(1e-4));
    assertThat(summary)
        .containsKeys("nightjar.drift-latent-stddev", "nightjar.drift-reconstruction-error");
  }

  @Test
  void aHigherThresholdAndANightWithoutNewImagesSayNothing() {
    night("patient", bundle, inverted, "embed.drift-threshold=1000");
    assertThat(report("patient").path("drift_warning").isNull()).isTrue();
    assertThat(report("patient").path("drift").isObject()).isTrue();

    String out = night("patient", bundle, inverted);

    assertThat(out).doesNotContain("latent means").doesNotContain("unlike those of training");
    assertThat(report("patient").path("drift").isNull()).isTrue();
    assertThat(summaries("patient").get(1))
        .containsEntry("nightjar.rows-written", "0")
        .doesNotContainKey("nightjar.drift-latent-mean");
  }

  @Test
  void oneShotWarnsToo() {
    Path rows = folder.resolve("inverted.parquet");

    String out =
        terminal.succeed(
            "embed", "archive.path=" + inverted, "bundle=" + bundle, "output.path=" + rows);

    String warning = Reports.beside(rows).path("drift_warning").textValue();
    assertThat(out).containsPattern("Drift +\\d+\\.\\d\\d \\(latent means ");
    assertThat(out.lines()).endsWith(warning);
  }

  @Test
  void withoutReconstructionErrorsTheLatentsAreCompared() {
    Path rows = folder.resolve("unmeasured.parquet");

    terminal.succeed(
        "embed",
        "archive.path=" + alike,
        "bundle=" + bundle,
        "output.path=" + rows,
        "embed.reconstruction-error=false");

    JsonNode drift = Reports.beside(rows).path("drift");
    assertThat(drift.path("reconstruction_error_shift").isNull()).isTrue();
    assertThat(drift.path("rows").path("reconstruction_error").isNull()).isTrue();
    assertThat(drift.path("latent_mean_shift").isNumber()).isTrue();
  }

  @Test
  void anOldBundleIsComparedWithNothing() {
    String out = night("old", Path.of("src/test/resources/bundles/format-1.bundle"), alike);

    assertThat(out).containsPattern("drift +- +the bundle has no training figures");
    assertThat(report("old").path("drift").isNull()).isTrue();
    assertThat(summaries("old").get(0)).doesNotContainKey("nightjar.drift-latent-mean");
  }

  @Test
  void refusesAThresholdThatIsNone() {
    assertThat(
            terminal.fail(
                ExitCode.INVALID_INPUT,
                "embed",
                line("none", bundle, alike, "embed.drift-threshold=0")))
        .contains("embed.drift-threshold: 0.0 (expected above 0)");
  }

  private String night(String table, Path with, Path archive, String... more) {
    return terminal.succeed("embed", line(table, with, archive, more));
  }

  private String[] line(String table, Path with, Path archive, String... more) {
    return Terminal.join(
        new String[] {
          "archive.path=" + archive,
          "bundle=" + with,
          "catalog.warehouse=" + folder.resolve("lake"),
          "output.table=driftit.photos." + table
        },
        more);
  }

  private JsonNode report(String table) {
    return Reports.beside(folder.resolve("lake/photos").resolve(table));
  }

  /** Of the table's snapshots, the first one first. */
  private static List<Map<String, String>> summaries(String table) {
    return SharedSpark.session()
        .sql(
            "SELECT summary FROM driftit.photos.%s.snapshots ORDER BY committed_at"
                .formatted(table))
        .collectAsList()
        .stream()
        .map(row -> JavaConverters.mapAsJavaMap(row.<String, String>getMap(0)))
        .toList();
  }

  private static Bundle open(Path path) throws IOException {
    return Bundle.open(new org.apache.hadoop.fs.Path(path.toString()), new Configuration());
  }
}
