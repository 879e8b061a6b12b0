package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.TestArchives;
import io.nightjar.bundle.TestBundles;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever an output is called, the commands after it read it; tables are MaintainIT's. */
final class OutputNamesIT {
  private final Terminal terminal = new Terminal();
  @TempDir private Path folder;

  @Test
  void whatEmbedWritesSimilarAndExportRead() {
    Path archive = TestArchives.files(folder.resolve("archive"), 3, 12, 8);
    TestBundles.bundle(TestBundles.model(), folder);
    Path rows = folder.resolve(OutputNames.ALL);
    Path exported = folder.resolve(OutputNames.ALL + "exported");

    terminal.succeed(
        "embed",
        "archive.path=" + archive,
        "bundle=" + folder.resolve("test.bundle"),
        "output.path=" + rows);
    assertThat(Reports.beside(rows).path("rows_written").intValue()).isEqualTo(3);
    String pairs =
        terminal.succeed(
            "similar",
            "similar.rows=" + rows,
            "similar.max-distance=2",
            "output.path=" + folder.resolve(OutputNames.ALL + "pairs"));
    assertThat(pairs).contains("3 pairs, exact", "Pairs  3 in ");
    assertThat(terminal.succeed("export", "export.rows=" + rows, "output.path=" + exported))
        .startsWith("Rows  3 of ");
    assertThat(
            terminal.succeed(
                "similar",
                "similar.rows=" + exported,
                "similar.query=" + archive.resolve("odd/1.png")))
        .contains("even/0.png", "even/2.png");
  }
}
