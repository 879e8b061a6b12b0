package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.TestArchives;
import io.nightjar.runtime.Progress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code train} does with the checkpoints of a run that did not end well. */
final class TrainResumeIT {
  private static final int IMAGES = 40;

  private final Terminal terminal = new Terminal();
  @TempDir private Path folder;
  private Path archive;
  private Path bundle;
  private Path checkpoints;

  @BeforeEach
  void failAfterAnEpoch() {
    archive = TestArchives.files(folder.resolve("archive"), IMAGES, 8, 8);
    bundle = folder.resolve("my.bundle");
    checkpoints = folder.resolve("my.bundle_checkpoints");
    Console console =
        new Console(
            new PrintWriter(new FailingAtAnEpoch()),
            new PrintWriter(new StringWriter()),
            Progress.none());
    List<String> command = new ArrayList<>(List.of("train"));
    command.addAll(List.of(line()));
    int code =
        new Nightjar(console, run -> {}).run(List.of(new Train()), command.toArray(String[]::new));
    assertThat(code).isEqualTo(ExitCode.BUG.code());
    assertThat(checkpoints).exists();
  }

  @Test
  void goesOnAndSaysSo() {
    String out = terminal.succeed("train", line("training.checkpoint.keep=1"));

    assertThat(out).contains("Goes on from " + checkpoints + "/round-");
    assertThat(bundle.resolve("SHA256SUMS")).exists();
    assertThat(checkpoints).doesNotExist();
  }

  @Test
  void refusesAnotherConfigurationAndNamesTheDifference() {
    assertThat(terminal.fail(ExitCode.INVALID_INPUT, "train", line("training.batch-size=5")))
        .isEqualTo(
            "%s is of an unfinished run that differs: training.batch-size=4, now 5; run that one"
                + " to its end, choose another bundle, or pass output.overwrite=true to drop it",
            checkpoints);
    assertThat(checkpoints).exists();
  }

  @Test
  void refusesOtherImagesAndNamesTheDifference() {
    TestArchives.write(archive.resolve("new.png"), TestArchives.png(1000, 8, 8));

    assertThat(terminal.fail(ExitCode.INVALID_INPUT, "train", line()))
        .contains("content of the images=", "training images=40, now 41");
  }

  @Test
  void dropsAnotherConfigurationWhenTold() {
    String out = terminal.succeed("train", line("training.batch-size=5", "output.overwrite=true"));

    assertThat(out)
        .contains(
            "Drops the unfinished run in %s: training.batch-size=4, now 5".formatted(checkpoints))
        .doesNotContain("Goes on");
    assertThat(checkpoints).doesNotExist();
  }

  /** The new images' store lies beside the checkpoints that are dropped. */
  @Test
  void dropsTheRunOnOtherImagesWhenTold() {
    TestArchives.write(archive.resolve("new.png"), TestArchives.png(1000, 8, 8));

    String out = terminal.succeed("train", line("output.overwrite=true"));

    assertThat(out).contains("Drops the unfinished run in ", "training images=40, now 41");
    assertThat(bundle.resolve("SHA256SUMS")).exists();
    assertThat(checkpoints).doesNotExist();
  }

  /** Ends the run between its first epoch and its second. */
  private static final class FailingAtAnEpoch extends StringWriter {
    @Override
    public void write(String text, int offset, int length) {
      if (text.startsWith("    1 ")) {
        throw new IllegalStateException("stopped");
      }
    }
  }

  private String[] line(String... more) {
    return Terminal.join(
        new String[] {
          "archive.path=" + archive,
          "image.height=8",
          "image.width=8",
          "model.architecture=dense",
          "model.dense.widths=6",
          "model.latent-size=2",
          "training.epochs=2",
          "training.workers=2",
          "training.batch-size=4",
          "training.averaging-frequency=1",
          "training.validation-fraction=0",
          "training.checkpoint.rounds=1",
          "bundle=" + bundle
        },
        more);
  }
}
