package io.nightjar.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.ChildProcess.Ended;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code jobs/quickstart} on a small archive: all of its steps. */
@Timeout(600)
final class QuickstartIT {
  @TempDir private Path folder;

  @Test
  void goesFromNothingToVectorsAndPictures() throws Exception {
    Ended ended =
        Launcher.script("jobs/quickstart", folder)
            .with("IMAGES", "192")
            .with("EPOCHS", "1")
            .within(Duration.ofMinutes(5))
            .run("first steps")
            .succeeded();

    Path output = folder.resolve("first steps");
    assertThat(output.resolve("shapes.bundle/SHA256SUMS")).exists();
    assertThat(output.resolve("vectors.parquet/_SUCCESS")).exists();
    assertThat(output.resolve("vectors.parquet_rejects/_SUCCESS")).exists();
    assertThat(output.resolve("pictures/reconstructions.png")).isNotEmptyFile();
    assertThat(output.resolve("vectors.parquet_run-report.json"))
        .content()
        .contains("\"images_listed\" : 192");
    assertThat(ended.out()).contains("Done in", "first steps/vectors.parquet", "Try next");
  }
}
