package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
    Process process = start(output);
    try (BufferedReader out = process.inputReader()) {
      assertThat(out.readLine()).isEqualTo("running");
      process.toHandle().destroy(); // SIGTERM; Process.destroy would close the streams too

      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.errorReader().lines())
          .contains("nightjar: interrupted (safe to run again)");
    } finally {
      process.destroyForcibly();
    }

    assertThat(process.exitValue()).isEqualTo(143);
    assertThat(folder.resolve("x_run-report.json")).content().contains("\"exit_code\" : 143");
  }

  private static Process start(Path output) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Endless.class.getName(),
            "try",
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
                context.out().println("running");
                new CountDownLatch(1).await();
              });
      System.exit(
          new Nightjar(Console.standard(), Signals::endRun).run(List.of(endless), arguments));
    }
  }
}
