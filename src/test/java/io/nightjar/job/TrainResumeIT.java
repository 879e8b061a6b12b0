package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.DisturbedFileSystem;
import io.nightjar.DisturbedFileSystem.Operation;
import io.nightjar.TestArchives;
import io.nightjar.runtime.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
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
    stopAfterAnEpoch();
    assertThat(checkpoints).exists();
  }

  private void stopAfterAnEpoch(String... more) {
    Console console =
        new Console(
            new PrintWriter(new FailingAtAnEpoch()),
            new PrintWriter(new StringWriter()),
            Progress.none());
    String[] command = Terminal.join(new String[] {"train"}, line(more));
    assertThat(new Nightjar(console, run -> {}).run(List.of(new Train()), command))
        .isEqualTo(ExitCode.BUG.code());
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
  void refusesOtherImagesAndNamesTheDifference() throws IOException {
    TestArchives.write(archive.resolve("new.png"), TestArchives.png(1000, 8, 8));

    String holder = Files.readString(checkpoints.resolve("holder"));

    assertThat(terminal.fail(ExitCode.INVALID_INPUT, "train", line()))
        .contains("content of the images=", "training images=40, now 41");

    assertThat(checkpoints.resolve("holder")).as("takes nothing over").hasContent(holder);
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

  @Test
  void anOverwritingRunDropsWhatIsLeftOfAFinishedOne() {
    killBeforeTidyingUp();

    String out = terminal.succeed("train", line("output.overwrite=true"));

    assertThat(out).contains("Deleted " + checkpoints).doesNotContain("Goes on");
    assertThat(checkpoints).doesNotExist();
  }

  @Test
  void aRefusedRunDeletesWhatIsLeftOfAFinishedOne() {
    killBeforeTidyingUp();

    assertThat(terminal.fail(ExitCode.INVALID_INPUT, "train", line())).contains("exists already");

    assertThat(checkpoints).doesNotExist();
    assertThat(bundle.resolve("SHA256SUMS")).exists();
  }

  private void killBeforeTidyingUp() {
    DisturbedFileSystem.during(
        () -> terminal.fail(ExitCode.SURROUNDINGS_FAILED, "train", line()),
        (operation, path) -> {
          if (operation == Operation.DELETE && path.getName().equals("my.bundle_checkpoints")) {
            throw new IOException("killed");
          }
        });
    assertThat(bundle.resolve("SHA256SUMS")).exists();
    assertThat(checkpoints.resolve("store")).exists();
  }

  /** A replacement that is stopped is not the finished run whose bundle it replaces. */
  @Test
  void anOverwritingRunThatWasStoppedGoesOn() {
    terminal.succeed("train", line());
    String[] more = {"training.seed=6", "output.overwrite=true"};
    stopAfterAnEpoch(more);

    assertThat(terminal.succeed("train", line(more))).contains("Goes on from " + checkpoints);
  }

  /** The other run may be reading the store. */
  @Test
  void aRunOustedAsItPutsItsBundleInPlaceSucceedsAndLeavesTheRestToTheOther() {
    List<String> out = new ArrayList<>();
    DisturbedFileSystem.during(
        () -> out.add(terminal.succeed("train", line())),
        (operation, path) -> {
          if (operation == Operation.RENAME && path.getName().equals("my.bundle")) {
            Files.writeString(checkpoints.resolve("holder"), "another run");
          }
        });

    assertThat(out).singleElement().asString().contains("Leaves " + checkpoints, "Bundle ");
    assertThat(bundle.resolve("SHA256SUMS")).exists();
    assertThat(checkpoints.resolve("store")).isNotEmptyDirectory();
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
