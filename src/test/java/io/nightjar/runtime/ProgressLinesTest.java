package io.nightjar.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ProgressLinesTest {
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private Instant now = Instant.EPOCH;
  private final Progress progress =
      new ProgressLines(new PrintStream(shown, true, StandardCharsets.UTF_8), () -> now);

  @Test
  void showsDoneTotalRateAndTimeLeftEveryFiveSeconds() {
    Progress.Task task = progress.start("embed", 4000, "images");
    task.step(500);
    pass(5);
    task.step(500);
    pass(2);
    task.step(100);
    pass(3);
    task.message("loss 0.125");
    task.stepTo(2000);

    assertThat(lines())
        .containsExactly(
            "embed: 1,000 of 4,000 images (25%), 200 images/s, 15 s left",
            "embed: 2,000 of 4,000 images (50%), 200 images/s, 10 s left, loss 0.125");
  }

  @Test
  void endsWithTheWholeTime() {
    try (Progress.Task task = progress.start("train", 900, "images")) {
      task.step(450);
      pass(200);
      task.message("loss 0.1");
    }

    assertThat(lines())
        .containsExactly("train: 450 of 900 images (50%) in 3 min 20 s, 2.3 images/s, loss 0.1");
  }

  @Test
  void leavesOutWhatAnUnknownTotalCannotTell() {
    try (Progress.Task task = progress.start("list", Progress.UNKNOWN, "files")) {
      pass(6);
      task.step(30);
      pass(1);
    }

    assertThat(lines())
        .containsExactly("list: 30 files, 5.0 files/s", "list: 30 files in 7 s, 4.3 files/s");
  }

  private Stream<String> lines() {
    return shown.toString(StandardCharsets.UTF_8).lines();
  }

  private void pass(int seconds) {
    now = now.plusSeconds(seconds);
  }
}
