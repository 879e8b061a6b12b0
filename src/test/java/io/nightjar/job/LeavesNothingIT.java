package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.FolderTree;
import io.nightjar.TestArchives;
import io.nightjar.bundle.TestBundles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever a command refuses, the folders around are afterwards as they were. */
final class LeavesNothingIT {
  @TempDir private static Path folder;
  private final Terminal terminal = new Terminal();

  @BeforeAll
  static void writeInputs() throws IOException {
    TestArchives.files(folder.resolve("photos"), 3, 12, 8);
    TestArchives.broken(folder.resolve("wrecks"));
    Files.createDirectories(folder.resolve("nothing"));
    Files.createDirectories(folder.resolve("there"));
    TestBundles.bundle(TestBundles.model(), folder);
  }

  /** The first word is the command; {@code @} stands for the folder of the test. */
  @ParameterizedTest
  @CsvSource({
    "synthesize output.path=@/new/x synthesize.count=-1",
    "synthesize output.path=@/new/x synthesize.size=1000000",
    "synthesize output.path=@/new/deep/x synthesize.format=gif",
    "train bundle=@/new/x archive.path=@/none",
    "train bundle=@/new/x archive.path=@/nothing",
    "train bundle=@/new/x archive.path=@/wrecks training.workers=1",
    "train bundle=@/new/deep/x archive.path=@/photos training.workers=99",
    "train bundle=@/new/x archive.path=@/photos training.epochs=0",
    "train bundle=@/new/x archive.path=@/photos training.epoch=1",
    "embed output.path=@/new/x archive.path=@/photos bundle=@/none.bundle",
    "embed output.path=@/new/x archive.path=@/none bundle=@/test.bundle",
    "embed output.path=@/new/x archive.path=@/nothing bundle=@/test.bundle",
    "embed output.path=@/new/x archive.path=@/photos bundle=@/test.bundle embed.batch-size=0",
    "embed output.path=@/photos/x archive.path=@/photos bundle=@/test.bundle",
    "embed output.table=a1.b.c_rejects catalog.warehouse=@/lake archive.path=@/photos"
        + " bundle=@/test.bundle",
    "embed output.table=a2.b.c catalog.warehouse=@/lake archive.path=@/none bundle=@/test.bundle",
    "embed output.table=a3.b.c catalog.warehouse=@/lake archive.path=@/nothing"
        + " bundle=@/test.bundle",
    "embed output.table=a4.b.c catalog.warehouse=@/there archive.path=@/photos"
        + " bundle=@/none.bundle",
    "embed output.table=a5.b.c catalog.warehouse=@/there archive.path=@/nothing"
        + " bundle=@/test.bundle",
    "embed output.table=a6.b.c catalog.warehouse=@/lake archive.path=@/photos"
        + " bundle=@/test.bundle embed.dry-run=true embed.engine=x",
    "embed output.table=a7.b.c catalog.warehouse=@/lake archive.path=@/photos"
        + " bundle=@/test.bundle archive.split=test",
    "embed output.table=a8.b.c catalog.warehouse=@/photos/lake archive.path=@/photos"
        + " bundle=@/test.bundle",
    "evaluate output.path=@/new/x archive.path=@/photos bundle=@/none.bundle",
    "evaluate output.path=@/new/x archive.path=@/nothing bundle=@/test.bundle",
    "generate output.path=@/new/x archive.path=@/none bundle=@/test.bundle",
    "generate output.path=@/new/x archive.path=@/photos bundle=@/photos",
    "similar similar.rows=a9.b.c catalog.warehouse=@/there output.path=@/new/x",
    "similar similar.rows=@/nothing output.path=@/new/x",
    "export export.rows=b1.b.c catalog.warehouse=@/there output.path=@/new/x",
    "export export.rows=b2.b.c catalog.warehouse=@/lake output.path=@/new/x",
    "inspect output.table=b3.b.c catalog.warehouse=@/there",
    "inspect output.table=b4.b.c catalog.warehouse=@/lake",
    "inspect bundle=@/none.bundle",
    "maintain output.table=b5.b.c catalog.warehouse=@/there",
    "maintain output.table=b6.b.c catalog.warehouse=@/lake",
    "maintain output.table=b7.b.c catalog.warehouse=@/there maintain.keep-nights=0"
  })
  void aRefusedCommandLeavesNothing(String line) throws IOException {
    Map<String, Integer> before = FolderTree.of(folder);
    String[] words = line.replace("@", folder.toString()).split(" ", -1);

    int code = terminal.run(words[0], Arrays.copyOfRange(words, 1, words.length));

    assertThat(code).isEqualTo(ExitCode.INVALID_INPUT.code());
    assertThat(FolderTree.of(folder)).isEqualTo(before);
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
