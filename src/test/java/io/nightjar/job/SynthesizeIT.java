package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SynthesizeIT {
  private final CommandRun run = new CommandRun();

  @TempDir Path folder;

  @BeforeAll
  static void startSpark() {
    SharedSpark.session();
  }

  @Test
  void writesImagesWithTheirFactorsAndSaysWhatIsNext() throws IOException {
    int code =
        synthesize("synthesize.count=30", "synthesize.size=16", "synthesize.broken-fraction=0.25");

    assertThat(code).isZero();
    assertThat(output().resolve("_factors.csv")).content().hasLineCount(31);
    assertThat(run.out())
        .contains("30 images")
        .contains("nightjar train archive.path=" + output() + " ");
    assertThat(run.err()).isEmpty();
    assertThat(folder.resolve("archive_run-report.json"))
        .content()
        .containsPattern("\"images_per_second\" : \\d");
  }

  @Test
  void writesTarShards() {
    assertThat(synthesize("synthesize.count=3", "synthesize.format=tar")).isZero();
    assertThat(output().resolve("shard-000000.tar")).isNotEmptyFile();
  }

  @Test
  void leavesOldArchiveWhenAnOptionIsWrong() throws IOException {
    Files.createDirectories(output());
    Files.writeString(output().resolve("_factors.csv"), "");

    assertThat(synthesize("output.overwrite=true", "synthesize.format=zip")).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo("nightjar: synthesize.format: \"zip\" (expected files or tar)\n");
    assertThat(synthesize("output.overwrite=true", "synthesize.count=0")).isEqualTo(2);
    assertThat(run.err()).contains("synthesize.count: 0 (expected 1 to 100000000)");
    assertThat(output().resolve("_factors.csv")).exists();
  }

  @Test
  void replacesItsOwnArchiveButNoPhotographs() throws IOException {
    assertThat(synthesize("synthesize.count=20", "synthesize.size=8")).isZero();
    assertThat(synthesize("synthesize.count=10", "synthesize.size=8")).isEqualTo(2);
    assertThat(run.err()).contains("exists already").contains("output.overwrite=true");
    assertThat(synthesize("output.overwrite=true", "synthesize.count=10", "synthesize.size=8"))
        .isZero();
    assertThat(output().resolve("_factors.csv")).content().hasLineCount(11);

    Files.writeString(output().resolve("IMG_0012.jpg"), "");
    assertThat(synthesize("output.overwrite=true")).isEqualTo(2);
    assertThat(run.err()).contains("IMG_0012.jpg, which is not ours to delete");
  }

  private Path output() {
    return folder.resolve("archive");
  }

  private int synthesize(String... overrides) {
    return run.execute(new Synthesize(), "output.path=" + output(), overrides);
  }
}
