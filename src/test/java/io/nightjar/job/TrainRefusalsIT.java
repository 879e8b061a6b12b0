package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.TestArchives;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be trained: a line that names it, and no bundle. */
final class TrainRefusalsIT {
  private final Terminal terminal = new Terminal();
  @TempDir private Path folder;
  private Path archive;
  private Path bundle;

  @BeforeEach
  void nameFiles() {
    archive = folder.resolve("archive");
    bundle = folder.resolve("new.bundle");
  }

  @Test
  void anImageShapeThatTheNetworkCannotTake() {
    TestArchives.files(archive, 3, 30, 30);

    assertThat(
            refused(
                ExitCode.INVALID_INPUT,
                "image.height=30",
                "image.width=30",
                "model.architecture=convolutional",
                "model.convolutional.channels=[16,32,64]"))
        .isEqualTo(
            "model.convolutional.channels: 3 stride-2 layers do not fit an image of 3x30x30: its"
                + " height and width must be multiples of 8 (change image.height and image.width,"
                + " or give fewer channels)");
  }

  @Test
  void aMinibatchThatNoArrayHolds() {
    TestArchives.files(archive, 3, 64, 64);

    assertThat(
            refused(
                ExitCode.INVALID_INPUT,
                "image.height=64",
                "image.width=64",
                "training.batch-size=1000000"))
        .isEqualTo(
            "training.batch-size: 1000000 images of 3x64x64 do not fit into one array (expected"
                + " 174762 or less)");
  }

  @Test
  void aNetworkThatNoMachineHolds() {
    TestArchives.files(archive, 3, 8, 8);

    assertThat(refused(ExitCode.INVALID_INPUT, "model.latent-size=1000000000"))
        .startsWith("Training takes at least ")
        .contains(" bytes (");
    assertThat(bundle).doesNotExist();
  }

  @Test
  void minibatchesOfOneThatAreToBeNormalized() {
    TestArchives.files(archive, 3, 8, 8);

    assertThat(
            refused(ExitCode.INVALID_INPUT, "model.normalization=batch", "training.batch-size=1"))
        .isEqualTo(
            "training.batch-size: 1 (expected 2 or more where model.normalization is batch)");
  }

  @Test
  void anArchiveOfBrokenImagesOnly() {
    TestArchives.broken(archive);

    assertThat(refused(ExitCode.INVALID_INPUT))
        .isEqualTo(
            "Too few images to train on: 0 decoded for training, 3 rejected {empty=1, truncated=1,"
                + " unsupported-format=1}, for 2 workers");
  }

  @Test
  void moreWorkersThanImages() {
    TestArchives.files(archive, 5, 8, 8);

    assertThat(refused(ExitCode.INVALID_INPUT, "training.workers=6"))
        .isEqualTo(
            "Too few images to train on: 5 decoded for training, 0 rejected {}, for 6 workers");
  }

  @Test
  void soFewImagesThatAWorkerGetsNone() {
    TestArchives.files(archive, 12, 8, 8);

    assertThat(refused(ExitCode.INVALID_INPUT, "training.workers=13"))
        .startsWith("Too few images to train on: ")
        .endsWith(" for 13 workers");
  }

  @ParameterizedTest
  @CsvSource({"1e30, 3, 0.0", "1e30, 1, 0.0", "1e10, 1, 0.3"})
  void aTrainingThatDiverges(String learningRate, int epochs, String validationFraction) {
    TestArchives.files(archive, 20, 8, 8);

    assertThat(
            refused(
                ExitCode.CHECK_FAILED,
                "training.learning-rate=" + learningRate,
                "training.epochs=" + epochs,
                "training.validation-fraction=" + validationFraction))
        .startsWith("Training diverged in epoch ")
        .contains("lower training.learning-rate");
  }

  @Test
  void aBundleInAStrangersDirectory() throws IOException {
    TestArchives.files(archive, 3, 8, 8);
    Files.createDirectories(bundle);
    Path photo = Files.writeString(bundle.resolve("photo.jpg"), "mine");

    assertThat(
            terminal.fail(
                ExitCode.INVALID_INPUT, "train", Terminal.join(line(), "output.overwrite=true")))
        .isEqualTo(
            "%s holds photo.jpg, which is not ours to delete: choose another bundle", bundle);
    assertThat(photo).hasContent("mine");
  }

  @Test
  void aFailedRunLeavesTheBundleThatItWasToReplace() throws IOException {
    TestArchives.files(archive, 20, 8, 8);
    terminal.succeed("train", line());
    byte[] manifest = Files.readAllBytes(bundle.resolve("manifest.json"));

    terminal.fail(
        ExitCode.CHECK_FAILED,
        "train",
        Terminal.join(
            line(), "output.overwrite=true", "training.learning-rate=1e30", "training.epochs=3"));

    assertThat(bundle.resolve("manifest.json")).hasBinaryContent(manifest);
    assertThat(bundle.resolve("SHA256SUMS")).exists();
  }

  private String refused(ExitCode code, String... more) {
    String[] line = Terminal.join(line(), "report.path=" + bundle + "_run-report.json");
    String message = terminal.fail(code, "train", Terminal.join(line, more));
    assertThat(bundle).doesNotExist();
    assertThat(Reports.beside(bundle).path("exit_code").intValue()).isEqualTo(code.code());
    return message;
  }

  private String[] line() {
    return new String[] {
      "archive.path=" + archive,
      "image.height=8",
      "image.width=8",
      "model.architecture=dense",
      "model.dense.widths=6",
      "model.latent-size=2",
      "training.epochs=1",
      "training.workers=2",
      "training.batch-size=4",
      "training.validation-fraction=0",
      "bundle=" + bundle
    };
  }
}
