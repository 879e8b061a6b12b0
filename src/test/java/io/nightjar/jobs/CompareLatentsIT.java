package io.nightjar.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.ChildProcess.Ended;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code jobs/compare-latents} on a few drawn shapes: all of its steps. Four processes on Spark, so
 * only with {@code -Dnightjar.long=true}; {@code ComparisonIT} holds the page itself.
 */
@Timeout(600)
@EnabledIfSystemProperty(named = "nightjar.long", matches = "true")
final class CompareLatentsIT {
  @TempDir private Path folder;

  @Test
  void trainsBothKindsAndWritesThePage() throws Exception {
    Ended ended =
        Launcher.script("jobs/compare-latents", folder)
            .with("IMAGES", "160")
            .with("EPOCHS", "1")
            .within(Duration.ofMinutes(5))
            .run()
            .succeeded();

    Path output = folder.resolve("out/compare-latents");
    assertThat(output.resolve("plain.bundle/manifest.json")).content().contains("\"plain\"");
    assertThat(output.resolve("variational.bundle/manifest.json"))
        .content()
        .contains("\"variational\"");
    assertThat(output.resolve("page/comparison.html"))
        .content()
        .contains("plain.bundle", "variational.bundle", "archive, split test");
    assertThat(ended.out()).contains("160 drawn shapes", "Open ", "page/comparison.html");
  }
}
