package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.SharedSpark;
import io.nightjar.TestArchives;
import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.TestBundles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code maintain} and {@code inspect} of a table, as users see them. */
final class MaintainIT {
  private static final AtomicInteger CATALOGS = new AtomicInteger();

  private final Terminal terminal = new Terminal();
  @TempDir private Path folder;
  private Path archive;
  private Path warehouse;
  private Bundle bundle;
  private String table;

  @BeforeEach
  void writeBundle() {
    archive = folder.resolve("archive");
    table = "maintainit%d.photos.vectors".formatted(CATALOGS.incrementAndGet());
    warehouse = folder.resolve(OutputNames.ALL);
    bundle = TestBundles.bundle(TestBundles.model(), folder);
  }

  @Test
  void aTableIsInspectedMaintainedAndInspectedAgain() throws IOException {
    TestArchives.files(archive, 9, 12, 8);
    terminal.succeed("embed", night());
    TestArchives.broken(archive);
    Files.delete(archive.resolve("even/0.png"));
    Bundle plain = TestBundles.bundle(TestBundles.plain(), folder.resolve("plain"));
    terminal.succeed(
        "embed",
        night("bundle=" + folder.resolve("plain/test.bundle"), "embed.retry-rejects=true"));
    terminal.succeed("embed", night());
    terminal.succeed("embed", night("embed.retry-rejects=true"));

    String before = terminal.succeed("inspect", table());
    assertThat(lines(before))
        .contains("name " + table, "held by no run")
        .anyMatch(line -> line.matches(bundle.fingerprint() + " 8 3 3 20.* 20.* days ago"))
        .anyMatch(line -> line.matches(plain.fingerprint() + " 8 3 3 20.* 20.* days ago"))
        .anyMatch(line -> line.matches("20\\S+ \\S+ night \\w{12} 9 9 9 0 0 0 \\S+ 20.*"))
        .anyMatch(line -> line.matches("20\\S+ \\S+ night \\w{12} 11 3 0 0 0 0 \\S+ 20.*"))
        .anyMatch(
            line ->
                line.matches("\\w{12} decode truncated 1 up to 2 20.* file:///.*/broken/cut.png"));

    String first = terminal.succeed("maintain", table("maintain.keep-generations=1"));
    assertThat(lines(first))
        .contains(
            table,
            "drop generations rows, rejects 1 generation dropped: 8 rows, 3 rejects",
            "expire snapshots rows nothing to do",
            "remove staging rows nothing to do");
    JsonNode report = Reports.beside(warehouse.resolve("photos/vectors_maintain"));
    assertThat(report.path("command").textValue()).isEqualTo("maintain");
    assertThat(report.path("exit_code").intValue()).isZero();
    assertThat(report.path("rows_removed").longValue()).isEqualTo(8);
    assertThat(terminal.succeed("maintain", table("maintain.keep-generations=1")))
        .endsWith("Nothing to do%n".formatted());

    SharedSpark.session()
        .sql(
            "ALTER TABLE %1$s SET TBLPROPERTIES ('nightjar.generation.%2$s.dimension'='\u001b[31m',"
                    .formatted(table, bundle.fingerprint())
                + " 'nightjar.generation.%1$s.first-night'='-1', ".formatted(bundle.fingerprint())
                + " 'nightjar.generation.%1$s.bundle-created-at'='yesterday')"
                    .formatted(bundle.fingerprint()));
    String after = terminal.succeed("inspect", table("inspect.nights=1"));
    assertThat(lines(after))
        .as("properties of others are passed over")
        .anyMatch(line -> line.matches(bundle.fingerprint() + " 8 3 - 20.* 20\\S+ \\S+ -"));
    assertThat(after).doesNotContain(plain.fingerprint()).contains("generations dropped");
    assertThat(lines(after)).filteredOn(line -> line.matches("20\\S+ \\S+ night .*")).hasSize(1);
  }

  @Test
  void whatCannotBeIsRefusedInOneLine() {
    TestArchives.files(archive, 2, 12, 8);
    terminal.succeed("embed", night());

    assertRefused("maintain", "output.table: missing (", "output.table=");
    assertRefused("maintain", "expected catalog.namespace.name", "output.table=vectors");
    assertRefused(
        "maintain",
        "output.table: %s does not exist in the catalog".formatted(table + "x"),
        "output.table=" + table + "x");
    assertRefused(
        "maintain", "maintain.orphan-days: 0 (expected 1 or more)", "maintain.orphan-days=0");
    assertRefused(
        "maintain", "maintain.keep-nights: 0 (expected 1 or more)", "maintain.keep-nights=0");
    assertRefused("inspect", "inspect.nights: 0 (expected 1 or more)", "inspect.nights=0");
    assertRefused(
        "inspect", "bundle and output.table are both given", "bundle=" + folder.resolve("b"));
    assertRefused("inspect", "bundle: missing (", "output.table=");
    assertRefused("inspect", "is no table of embeddings", "output.table=" + table + ".files");
    assertRefused(
        "maintain", "is the name of the rejects of", "output.table=" + table + "_rejects");
    Path misspelt = folder.resolve("lak");
    assertRefused(
        "inspect",
        "catalog.warehouse: %s does not exist".formatted(misspelt),
        "output.table=misspelt.photos.vectors",
        "catalog.warehouse=" + misspelt);
    assertThat(misspelt).doesNotExist();
  }

  private void assertRefused(String command, String message, String... more) {
    assertThat(terminal.fail(ExitCode.INVALID_INPUT, command, table(more))).contains(message);
  }

  /** Without the gaps between columns. */
  private static List<String> lines(String text) {
    return text.lines().map(line -> line.strip().replaceAll(" +", " ")).toList();
  }

  private String[] night(String... more) {
    return Terminal.join(
        table(
            "archive.path=" + archive,
            "bundle=" + folder.resolve("test.bundle"),
            "embed.max-rejected-fraction=1",
            "embed.max-removed-fraction=1"),
        more);
  }

  private String[] table(String... more) {
    return Terminal.join(
        new String[] {"catalog.warehouse=" + warehouse, "output.table=" + table}, more);
  }
}
