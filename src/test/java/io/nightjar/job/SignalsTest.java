package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.ChildProcess;
import io.nightjar.ChildProcess.Ended;
import io.nightjar.ChildProcess.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Signals end whole processes, so these tests start one. */
@Timeout(60)
final class SignalsTest {
  @TempDir Path folder;

  @Test
  void terminationEndsTheRunWithItsReport() throws Exception {
    Path output = folder.resolve("x");
    try (Running running = start(output)) {
      running.await(() -> Files.exists(folder.resolve("running")));
      running.signal("TERM");

      Ended ended = running.end();
      assertThat(ended.exitCode()).isEqualTo(143);
      assertThat(ended.err().lines()).contains("nightjar: interrupted (safe to run again)");
    }
    assertThat(folder.resolve("report.json")).content().contains("\"exit_code\" : 143");
  }

  private Running start(Path output) throws IOException {
    return ChildProcess.java(
            folder,
            "-cp",
            System.getProperty("java.class.path"),
            Endless.class.getName(),
            "try",
            "report.path=" + folder.resolve("report.json"),
            "output.path=" + output)
        .start();
  }

  /** The program with a command that never ends. */
  static final class Endless {
    private Endless() {}

    public static void main(String[] arguments) {
      Probe endless =
          new Probe(
              context -> {
                Files.createFile(Path.of("running"));
                new CountDownLatch(1).await();
              });
      System.exit(
          new Nightjar(Console.standard(), Signals::endRun).run(List.of(endless), arguments));
    }
  }
}
