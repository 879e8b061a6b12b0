package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.DataSchema;
import io.nightjar.SharedSpark;
import io.nightjar.TestArchives;
import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.TestBundles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExportIT {
  private final Terminal terminal = new Terminal();
  @TempDir private Path folder;
  private Path archive;
  private Path rows;
  private Path output;
  private Bundle bundle;

  @BeforeEach
  void writeBundle() {
    archive = TestArchives.files(folder.resolve("archive"), 9, 12, 8);
    rows = folder.resolve("rows.parquet");
    output = folder.resolve("exported");
    bundle = TestBundles.bundle(TestBundles.model(), folder.resolve("vae"));
  }

  @Test
  void npyHoldsTheVectorsBitForBitInTheOrderOfTheirUris() throws IOException {
    embedOnce();

    String out = terminal.succeed("export", line(rows, "export.format=npy", "export.stddev=true"));

    assertThat(out)
        .isEqualTo(
            "Rows  9 of %s, model %s, in %s%n",
            rows, bundle.fingerprint().substring(0, 12), output);
    List<Row> expected = read(rows);
    assertThat(Files.readAllLines(output.resolve("ids.txt")))
        .isEqualTo(expected.stream().map(row -> row.<String>getAs("uri")).toList())
        .isSorted();
    assertThat(Files.readString(output.resolve("ids.txt"))).endsWith("\n");
    for (String[] file :
        new String[][] {
          {"embeddings.npy", "embedding"}, {"stddev.npy", "embedding_stddev"},
        }) {
      NpyFile npy = NpyFile.read(output.resolve(file[0]));
      assertThat(npy.rows()).isEqualTo(9);
      assertThat(npy.columns()).isEqualTo(3);
      assertThat(npy.values()).containsExactly(floats(expected, file[1]));
    }
    assertThat(output).isDirectoryContaining("glob:**/_SUCCESS");
    assertThat(output.resolve("_parts")).doesNotExist();
    String description = Files.readString(output.resolve("export.json"));
    assertThat(DataSchema.of("export").violations(description)).isEmpty();
    assertThat(description).contains(bundle.fingerprint());
    JsonNode report = Reports.beside(output);
    assertThat(report.path("rows_written").longValue()).isEqualTo(9);
    assertThat(report.path("model_fingerprint").textValue()).isEqualTo(bundle.fingerprint());
  }

  @Test
  void duckDbReadsTheExportedParquet() throws SQLException {
    embedTable(bundle, "vae");
    StructType required = terminalSchema();

    List<Row> expected = read(output);
    assertThat(required.apply("embedding").metadata().getString("model_fingerprint"))
        .isEqualTo(bundle.fingerprint());
    assertThat(required.apply("embedding").metadata().getLong("dimension")).isEqualTo(3);
    assertThat(select("SELECT uri FROM '%s/*.parquet'"))
        .isEqualTo(expected.stream().map(row -> row.<String>getAs("uri")).toList())
        .hasSize(9);
    assertThat(
            select("SELECT unnest(embedding)::DOUBLE FROM '%s/*.parquet'").stream()
                .map(Float::valueOf)
                .toList())
        .isEqualTo(
            expected.stream()
                .flatMap(row -> row.<Float>getList(row.fieldIndex("embedding")).stream())
                .toList());
    assertThat(
            select(
                "SELECT DISTINCT name FROM parquet_schema('%s/*.parquet')"
                    + " WHERE repetition_type = 'REQUIRED' AND name <> 'element'"))
        .contains("uri", "embedding", "source_modified_at")
        .doesNotContain("label");
    // An export is a source like any other.
    Path again = folder.resolve("again");
    terminal.succeed("export", line(output, "export.format=npy", "output.path=" + again));
    assertThat(again.resolve("ids.txt")).content().hasLineCount(9);
  }

  private StructType terminalSchema() {
    terminal.succeed("export", line("vae.photos.vectors", lake(), "export.format=parquet"));
    return SharedSpark.session().read().parquet(output.toString()).schema();
  }

  @Test
  void ofSeveralGenerationsTheLatestNightsIsMeantUnlessAnotherIsNamed() throws IOException {
    Bundle plain = TestBundles.bundle(TestBundles.plain(), folder.resolve("plain"));
    embedTable(bundle, "two");
    embedTable(plain, "two");
    String name = "two.photos.vectors";
    List<String> files = files(folder.resolve("lake"));

    assertThat(terminal.succeed("export", line(name, lake(), "export.format=npy")))
        .contains("Rows  9 of two.photos.vectors, model " + plain.fingerprint().substring(0, 12));
    String named = "export.fingerprint=" + bundle.fingerprint().substring(0, 8);
    String replace = "output.overwrite=true";
    assertThat(terminal.succeed("export", line(name, lake(), named, replace)))
        .contains("Rows  9 of two.photos.vectors, model " + bundle.fingerprint().substring(0, 12));
    assertThat(output).isDirectoryNotContaining("glob:**.npy");

    assertThat(refusal(line(name, lake(), "export.fingerprint=x", replace)))
        .startsWith("export.fingerprint: x (expected the beginning of one fingerprint of two.")
        .contains(bundle.fingerprint().substring(0, 12) + " (9 rows)")
        .contains(plain.fingerprint().substring(0, 12) + " (9 rows)");
    assertThat(refusal(line(name, lake(), "export.format=npy", "export.stddev=true", replace)))
        .contains("has no embedding_stddev, its model is a plain autoencoder: leave it out");
    assertThat(files(folder.resolve("lake"))).as("the table's files").isEqualTo(files);
    Path within = folder.resolve("lake/photos/vectors/exported");
    assertThat(refusal(line(name, lake(), "output.path=" + within)))
        .isEqualTo("%s is among the files of %s: choose another output.path", within, name);
  }

  @Test
  void noRowsMakeEmptyFiles() throws IOException {
    Path broken = folder.resolve("broken");
    TestArchives.broken(broken);
    embedOnce("archive.path=" + broken, "embed.max-rejected-fraction=1");

    terminal.succeed("export", line(rows, "export.format=npy"));
    NpyFile npy = NpyFile.read(output.resolve("embeddings.npy"));
    assertThat(npy.rows()).isZero();
    assertThat(npy.columns()).isEqualTo(3);
    assertThat(output.resolve("ids.txt")).isEmptyFile();

    terminal.succeed("export", line(rows, "output.overwrite=true"));
    assertThat(read(output)).isEmpty();
  }

  @Test
  void whatCannotBeReadIsRefusedInOneLine() throws IOException {
    assertThat(refusal(line("nowhere.parquet")))
        .isEqualTo(
            "export.rows: nowhere.parquet is not there, and is no table's name"
                + " (catalog.namespace.name)");
    assertThat(refusal(line(archive))).contains("has no _SUCCESS: it is unfinished, or no output");
    Files.createFile(archive.resolve("_SUCCESS"));
    assertThat(refusal(line(archive))).contains("holds no Parquet files");
    assertThat(refusal(line("none.photos.vectors", lake())))
        .isEqualTo("catalog.warehouse: %s does not exist", folder.resolve("lake"));
    assertThat(folder.resolve("lake")).doesNotExist();
    Files.createDirectory(folder.resolve("lake"));
    assertThat(refusal(line("none.photos.vectors", lake())))
        .isEqualTo(
            "export.rows: none.photos.vectors is no table: nightjar embed makes it with"
                + " output.table");
    SharedSpark.session().range(3).write().parquet(rows.toString());
    assertThat(refusal(line(rows))).contains("holds no rows of embed: it has no column uri");
    assertThat(output).doesNotExist();
  }

  @Test
  void outputNeverTakesThePlaceOfWhatIsRead() throws IOException {
    embedOnce();
    for (Path within : List.of(rows, rows.resolve("part-0"))) {
      assertThat(refusal(line(rows, "output.path=" + within, "output.overwrite=true")))
          .isEqualTo("%s is within export.rows %s: write it elsewhere", within, rows);
    }
    assertThat(read(rows)).hasSize(9);
    terminal.succeed("export", line(rows));
    assertThat(refusal(line(rows))).contains("exists already");
  }

  private void embedOnce(String... more) {
    terminal.succeed(
        "embed",
        Terminal.join(
            new String[] {
              "archive.path=" + archive,
              "bundle=" + folder.resolve("vae/test.bundle"),
              "output.path=" + rows
            },
            more));
  }

  private void embedTable(Bundle with, String catalog) {
    String name = with.equals(bundle) ? "vae" : "plain";
    terminal.succeed(
        "embed",
        "archive.path=" + archive,
        "bundle=" + folder.resolve(name + "/test.bundle"),
        "output.table=" + catalog + ".photos.vectors",
        lake());
  }

  private String lake() {
    return "catalog.warehouse=" + folder.resolve("lake");
  }

  private String refusal(String[] line) {
    return terminal.fail(ExitCode.INVALID_INPUT, "export", line);
  }

  private String[] line(Object source, String... more) {
    return Terminal.join(new String[] {"export.rows=" + source, "output.path=" + output}, more);
  }

  private List<String> select(String query) throws SQLException {
    List<String> values = new ArrayList<>();
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        ResultSet result = duckDb.createStatement().executeQuery(query.formatted(output))) {
      while (result.next()) {
        values.add(result.getString(1));
      }
    }
    return values;
  }

  private static List<Row> read(Path directory) {
    return SharedSpark.session()
        .read()
        .parquet(directory.toString())
        .orderBy("uri")
        .collectAsList();
  }

  private static float[] floats(List<Row> rows, String column) {
    float[] floats = new float[rows.size() * 3];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = rows.get(i / 3).<Float>getList(rows.get(0).fieldIndex(column)).get(i % 3);
    }
    return floats;
  }

  private static List<String> files(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      return files
          .filter(Files::isRegularFile)
          .map(Path::toString)
          .filter(file -> !file.contains("catalog.db"))
          .sorted()
          .toList();
    }
  }
}
