package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.SharedSpark;
import io.nightjar.TestArchives;
import io.nightjar.bundle.TestBundles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbedTableIT {
  private final Terminal terminal = new Terminal();
  @TempDir private Path folder;
  private Path archive;
  private Path warehouse;

  @BeforeEach
  void writeBundle() {
    archive = folder.resolve("archive");
    warehouse = folder.resolve("lake");
    TestBundles.bundle(TestBundles.model(), folder);
  }

  @Test
  void oneNightIsShownPlannedAndReported() throws IOException {
    TestArchives.files(archive, 9, 12, 8);
    settle(archive);
    String planned = terminal.succeed("embed", line("embed.dry-run=true"));
    assertThat(planned)
        .contains("Would be embedit.photos.vectors, 9 images")
        .containsPattern("new +9\\s");
    assertThat(warehouse.resolve("photos/vectors/metadata")).doesNotExist();

    String first = terminal.succeed("embed", line());

    assertThat(first).contains("embedit.photos.vectors, 9 images").containsPattern("new +9\\s");
    JsonNode report = Reports.beside(warehouse.resolve("photos/vectors"));
    assertThat(report.path("images_listed").longValue()).isEqualTo(9);
    assertThat(report.path("rows_written").longValue()).isEqualTo(9);
    assertThat(report.path("rows_reused").longValue()).isZero();
    assertThat(report.path("rows_removed").longValue()).isZero();
    Files.delete(archive.resolve("even/0.png"));
    Files.move(archive.resolve("even/2.png"), archive.resolve("moved.png"));
    TestArchives.files(folder.resolve("more"), 1, 13, 8);
    Files.move(folder.resolve("more/even/0.png"), archive.resolve("fresh.png"));
    assertThat(terminal.succeed("embed", line("embed.dry-run=true")))
        .contains("Would end with exit 3: 1 of the table's 9 images are gone from the archive")
        .containsPattern("unchanged +7\\s")
        .containsPattern("new +1\\s")
        .containsPattern("renamed +1\\s")
        .containsPattern("gone +1\\s");
    assertThat(terminal.fail(ExitCode.CHECK_FAILED, "embed", line()))
        .contains("1 of the table's 9 images are gone from the archive");
    String table = "embedit.photos.vectors";
    SharedSpark.session()
        .sql("INSERT INTO %s SELECT * FROM %s WHERE uri LIKE '%%4.png'".formatted(table, table));
    assertThat(terminal.succeed("embed", line("embed.max-removed-fraction=0.2")))
        .containsPattern("of each, one at most is kept: 1 \\(file:\\S+/even/4.png\\)");
    report = Reports.beside(warehouse.resolve("photos/vectors"));
    assertThat(report.path("rows_reused").longValue()).isEqualTo(2);
    assertThat(report.path("rows_removed").longValue()).isEqualTo(2);
    assertThat(report.at("/night/doubled").longValue()).isEqualTo(1);
    assertThat(report.at("/night/touched").longValue()).isEqualTo(1);
    assertThat(report.at("/night/renamed").longValue()).isEqualTo(1);
  }

  /** As of an hour ago: what is written while a run begins is read again by the next one. */
  private static void settle(Path archive) throws IOException {
    try (Stream<Path> files = Files.walk(archive)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(3600)));
      }
    }
  }

  @Test
  void whatCannotBeIsRefusedInOneLine() throws IOException {
    TestArchives.files(archive, 2, 12, 8);

    assertRefused("output.table and output.path are both given", "output.path=x");
    assertRefused("expected catalog.namespace.name;", "output.table=vectors");
    assertRefused("letters, digits, _ and -, without `", "output.table=a.b.x`y");
    assertRefused(
        "archive.split: train (expected all", "archive.split=train", "output.table=split.a.b");
    assertRefused("is within archive.path", "catalog.warehouse=" + archive.resolve("lake"));
    // A catalog that nothing else names: once read, it stays in the session that the tests share.
    assertRefused("catalog.warehouse: missing", "catalog.warehouse=", "output.table=unnamed.a.b");
    assertRefused(
        "auto knows no catalog that is safe on",
        "catalog.warehouse=http://127.0.0.1/lake",
        "output.table=far.a.b",
        "report.path=" + folder.resolve("report.json"));
    assertRefused("embed.max-removed-fraction: 2", "embed.max-removed-fraction=2");
  }

  private void assertRefused(String message, String... more) {
    assertThat(terminal.fail(ExitCode.INVALID_INPUT, "embed", line(more))).contains(message);
  }

  private String[] line(String... more) {
    return Terminal.join(
        new String[] {
          "archive.path=" + archive,
          "bundle=" + folder.resolve("test.bundle"),
          "catalog.warehouse=" + warehouse,
          "output.table=embedit.photos.vectors"
        },
        more);
  }
}
