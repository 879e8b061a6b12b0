package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.SharedSpark;
import io.nightjar.TestArchives;
import io.nightjar.TestContainers;
import io.nightjar.archive.synthetic.SyntheticArchive;
import io.nightjar.archive.synthetic.SyntheticFormat;
import io.nightjar.archive.synthetic.SyntheticOptions;
import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.Provenance;
import io.nightjar.model.GradientClipping;
import io.nightjar.model.Optimizer;
import io.nightjar.runtime.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From an archive to a bundle to rows, as a user goes. */
@TestInstance(Lifecycle.PER_CLASS)
final class TrainIT {
  private static final int IMAGES = 64;
  private static final int BROKEN = 5;
  private static final int LATENT_SIZE = 4;

  private final Terminal terminal = new Terminal();
  private Path folder;
  private Path images;

  @BeforeAll
  void synthesize(@TempDir Path shared) throws IOException {
    folder = shared;
    images = folder.resolve("images");
    new SyntheticArchive(
            new SyntheticOptions(images.toString(), IMAGES, 16, 3, 1, 0, SyntheticFormat.FILES))
        .write(SharedSpark.context(), Progress.none());
    for (int i = 0; i < BROKEN; i++) {
      Files.writeString(images.resolve("broken-%d.png".formatted(i)), "no image");
    }
    Files.writeString(images.resolve("labels.txt"), "no image either");
  }

  @ParameterizedTest
  @CsvSource({
    "dense, false",
    "dense, true",
    "convolutional, false",
    "convolutional, true",
    "recurrent, false",
    "recurrent, true",
  })
  void embedReadsWhatTrainHasWritten(String architecture, boolean variational) throws IOException {
    Path bundle = folder.resolve("%s-%s.bundle".formatted(architecture, variational));
    Path rows = folder.resolve("%s-%s.parquet".formatted(architecture, variational));

    String out =
        terminal.succeed(
            "train",
            small(
                "archive.path=" + images,
                "model.architecture=" + architecture,
                "model.variational=" + variational,
                "bundle=" + bundle));
    String fingerprint = open(bundle).fingerprint();
    terminal.succeed(
        "embed",
        "archive.path=" + images,
        "bundle=" + bundle,
        "output.path=" + rows,
        "embed.max-rejected-fraction=0.1");

    assertThat(out).contains(fingerprint.substring(0, 12), "5 rejected {unsupported-format=5}");
    assertTrainReport(Reports.beside(bundle), fingerprint);
    assertThat(rows(rows))
        .hasSize(IMAGES)
        .allSatisfy(
            row -> {
              assertThat(row.getList(row.fieldIndex("embedding"))).hasSize(LATENT_SIZE);
              assertThat(row.isNullAt(row.fieldIndex("embedding_stddev")))
                  .isNotEqualTo(variational);
              assertThat(row.<String>getAs("model_fingerprint")).isEqualTo(fingerprint);
            });
  }

  @Test
  void theManifestTellsHowItWasTrained() throws IOException {
    Path bundle = folder.resolve("told.bundle");

    String out =
        terminal.succeed(
            "train",
            small(
                "archive.path=" + images,
                "bundle=" + bundle,
                "training.averaging-frequency=2..4",
                "training.learning-rate-decay=cosine",
                "training.gradient-clipping=element"));

    var provenance = open(bundle).manifest().provenance();
    assertThat(provenance.dataSet().images()).isEqualTo(IMAGES);
    assertThat(provenance.dataSet().rejected()).isEqualTo(BROKEN);
    assertThat(provenance.dataSet().training() + provenance.dataSet().validation())
        .isEqualTo(IMAGES);
    assertThat(provenance.dataSet().path()).isEqualTo(TestArchives.uri(images));
    assertThat(provenance.dataSet().format()).isEqualTo("files");
    assertThat(provenance.training().workers()).isEqualTo(2);
    assertThat(provenance.training().threadsPerWorker()).isEqualTo(1);
    assertThat(provenance.training().averagingFrequency()).isEqualTo(4);
    assertThat(provenance.training().options())
        .isEqualTo(
            new Provenance.Options(
                2,
                1,
                Optimizer.ADAM,
                "square-root",
                0,
                "cosine",
                0,
                new GradientClipping(GradientClipping.Kind.ELEMENT, 1),
                0,
                0,
                0));
    assertThat(provenance.history()).hasSize(2);
    assertThat(provenance.history()).allSatisfy(epoch -> assertThat(epoch.loss()).isFinite());
    assertThat(provenance.metrics().negativeElbo()).isFinite();
    assertThat(out.lines().filter(line -> line.matches(" +[12]  .*"))).hasSize(2);
  }

  @Test
  void theSameImagesGiveTheSameBitsWhereverTheyLie() throws IOException {
    Path place = Files.createDirectories(folder.resolve("another place"));
    Path tar = TestContainers.pack(images, place.resolve("images.tar"), TestContainers.Kind.TAR);

    assertThat(fingerprintOfTraining(tar, "tar.bundle"))
        .isEqualTo(fingerprintOfTraining(images, "files.bundle"));
  }

  private String fingerprintOfTraining(Path archive, String name) throws IOException {
    Path bundle = folder.resolve(name);
    terminal.succeed("train", small("archive.path=" + archive, "bundle=" + bundle));
    return open(bundle).fingerprint();
  }

  @Test
  void anIdxSplitIsTrainedOn() throws IOException {
    Path idx = TestArchives.idx(folder.resolve("idx"), 40, 16, 16);
    Path bundle = folder.resolve("idx.bundle");

    terminal.succeed(
        "train",
        small(
            "archive.path=" + idx, "archive.split=train", "image.channels=1", "bundle=" + bundle));

    assertThat(open(bundle).manifest().provenance().dataSet().images()).isEqualTo(40);
    assertThat(open(bundle).manifest().provenance().dataSet().split()).isEqualTo("train");
  }

  @Test
  void withoutValidationImagesThereAreNoMetrics() throws IOException {
    Path bundle = folder.resolve("unvalidated.bundle");

    terminal.succeed(
        "train",
        small("archive.path=" + images, "bundle=" + bundle, "training.validation-fraction=0"));

    assertThat(open(bundle).manifest().provenance().metrics()).isNull();
    assertThat(open(bundle).trainingFigures().orElseThrow().images())
        .as("training images take the held-out ones' place")
        .isEqualTo(IMAGES);
    assertThat(open(bundle).manifest().provenance().dataSet().training()).isEqualTo(IMAGES);
  }

  @Test
  void aNetworkThatHasLearntNothingSaysSoWhereverItIsUsed() {
    Path bundle = folder.resolve("untrained.bundle");
    String untrained =
        terminal.succeed(
            "train",
            small(
                "archive.path=" + images,
                "bundle=" + bundle,
                "model.architecture=dense",
                "training.learning-rate=1e-9"));
    String[] archive = {"archive.path=" + images, "bundle=" + bundle};

    assertThat(untrained)
        .contains("Advice: 8 steps in all are few")
        .containsPattern("Warning: the network has learnt nothing in \\d steps: .* mean image");
    assertThat(terminal.succeed("inspect", "bundle=" + bundle)).contains("has learnt nothing in ");
    assertThat(
            terminal.succeed(
                "embed",
                Terminal.join(
                    archive,
                    "output.path=" + folder.resolve("untrained.parquet"),
                    "embed.max-rejected-fraction=0.1")))
        .contains("Warning: " + bundle + " has learnt nothing in ");
    assertThat(
            terminal.succeed(
                "evaluate", Terminal.join(archive, "output.path=" + folder.resolve("metrics"))))
        .contains("Warning: " + bundle + " has learnt nothing in ")
        .containsPattern("Warning: the bundle was trained on about [78].% of these images");
  }

  @Test
  void aFinishedBundleIsRefusedAndReplacedWhenTold() throws IOException {
    Path bundle = folder.resolve("twice.bundle");
    String[] line = small("archive.path=" + images, "bundle=" + bundle);
    terminal.succeed("train", line);
    String first = open(bundle).fingerprint();

    assertThat(terminal.fail(ExitCode.INVALID_INPUT, "train", line))
        .isEqualTo(
            "%s exists already: choose another bundle or pass output.overwrite=true", bundle);
    assertThat(open(bundle).fingerprint()).isEqualTo(first);

    terminal.succeed("train", Terminal.join(line, "output.overwrite=true", "training.seed=2"));
    assertThat(open(bundle).fingerprint()).isNotEqualTo(first);
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.contains("_writing-") || name.contains("_replaced-"));
    }
  }

  /** Keys of a small and fast run; later ones win. */
  private static String[] small(String... keys) {
    return Terminal.join(
        new String[] {
          "--config",
          "src/test/resources/conf/small-networks.conf",
          "image.height=16",
          "image.width=16",
          "model.latent-size=" + LATENT_SIZE,
          "training.epochs=2",
          "training.workers=2",
          "training.batch-size=8",
          "training.averaging-frequency=2",
          "training.validation-fraction=0.2",
        },
        keys);
  }

  private static void assertTrainReport(JsonNode report, String fingerprint) {
    assertThat(report.path("command").textValue()).isEqualTo("train");
    assertThat(report.path("exit_code").intValue()).isZero();
    assertThat(report.path("images_listed").longValue()).isEqualTo(IMAGES + BROKEN);
    assertThat(report.path("images_read").longValue()).isEqualTo(IMAGES + BROKEN);
    assertThat(report.path("reject_reasons").path("unsupported-format").longValue())
        .isEqualTo(BROKEN);
    assertThat(report.path("passed_over")).isEqualTo(Reports.json("{'.txt': 1}"));
    assertThat(report.path("images_per_second").doubleValue()).isPositive();
    assertThat(report.path("rows_written").isNull()).isTrue();
    assertThat(report.path("model_fingerprint").textValue()).isEqualTo(fingerprint);
  }

  private static Bundle open(Path bundle) throws IOException {
    return Bundle.open(new org.apache.hadoop.fs.Path(bundle.toString()), new Configuration());
  }

  private static List<Row> rows(Path output) {
    return SharedSpark.session().read().parquet(output.toString()).collectAsList();
  }
}
