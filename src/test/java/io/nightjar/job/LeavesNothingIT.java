package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.FolderTree;
import io.nightjar.TestArchives;
import io.nightjar.bundle.TestBundles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is only planned leaves nothing; {@link MistakesIT} has what is refused. */
final class LeavesNothingIT {
  @TempDir private static Path folder;
  private final Terminal terminal = new Terminal();

  @BeforeAll
  static void writeInputs() throws IOException {
    TestArchives.files(folder.resolve("photos"), 3, 12, 8);
    TestBundles.bundle(TestBundles.model(), folder);
  }

  @Test
  void aPlanForATableThatIsNotThereLeavesNothing() throws IOException {
    Map<String, Integer> before = FolderTree.of(folder);

    terminal.succeed(
        "embed",
        "output.table=planned.b.c",
        "embed.dry-run=true",
        "catalog.warehouse=" + folder.resolve("lake"),
        "archive.path=" + folder.resolve("photos"),
        "bundle=" + folder.resolve("test.bundle"));

    assertThat(FolderTree.of(folder)).isEqualTo(before);
  }

  @Test
  void aReportThatIsAskedForIsWrittenAllTheSame() throws IOException {
    Path report = folder.resolve("reports/last.json");

    terminal.fail(
        ExitCode.INVALID_INPUT,
        "embed",
        "output.path=" + folder.resolve("new/x"),
        "archive.path=" + folder.resolve("none"),
        "bundle=" + folder.resolve("test.bundle"),
        "report.path=" + report);

    assertThat(report).content().contains("\"exit_code\" : 2");
    assertThat(folder.resolve("new")).doesNotExist();
  }
}
