package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.SharedSpark;
import io.nightjar.TestArchives;
import io.nightjar.TestContainers;
import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.TestBundles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class EmbedIT {
  private final Terminal terminal = new Terminal();
  @TempDir private Path folder;
  private Path archive;
  private Path output;
  private Bundle bundle;

  @BeforeEach
  void writeBundle() {
    archive = folder.resolve("archive");
    output = folder.resolve("x.parquet");
    bundle = TestBundles.bundle(TestBundles.model(), folder);
  }

  @Test
  void aFileThatIsCalledAnImageAndIsNoneIsARejectAndOtherFilesArePassedOver() throws IOException {
    TestArchives.files(archive, 9, 12, 8);
    Files.writeString(archive.resolve("notes.jpg"), "no image");
    Files.writeString(archive.resolve("notes.txt"), "no image");
    Files.writeString(archive.resolve("even/0.json"), "{}");
    Files.writeString(archive.resolve("odd/1.json"), "{}");

    String out = terminal.succeed("embed", line());

    assertThat(out)
        .contains("Rows     9 in " + output)
        .contains("Rejects  1 in " + output + "_rejects {unsupported-format=1}")
        .contains(
            "%n         %s/notes.jpg (unsupported-format)%n".formatted(TestArchives.uri(archive)))
        .contains("Passed over  3 files that are no images: .json 2, .txt 1");
    assertThat(rows(output)).hasSize(9);
    assertThat(rows(rejects()))
        .singleElement()
        .satisfies(reject -> assertThat(reject.<String>getAs("uri")).endsWith("/notes.jpg"));
    JsonNode report = Reports.beside(output);
    assertThat(report.path("command").textValue()).isEqualTo("embed");
    assertThat(report.path("exit_code").intValue()).isZero();
    assertThat(report.path("images_listed").longValue()).isEqualTo(10);
    assertThat(report.path("images_read").longValue()).isEqualTo(10);
    assertThat(report.path("rows_written").longValue()).isEqualTo(9);
    assertThat(report.path("rejected").longValue()).isEqualTo(1);
    assertThat(report.path("reject_reasons").path("unsupported-format").longValue()).isEqualTo(1);
    assertThat(report.path("passed_over")).isEqualTo(Reports.json("{'.json': 2, '.txt': 1}"));
    assertThat(report.path("model_fingerprint").textValue()).isEqualTo(bundle.fingerprint());
    assertThat(rows(output).get(0).<String>getAs("run_id"))
        .isEqualTo(report.path("run_id").textValue());
  }

  @ParameterizedTest
  @EnumSource(names = {"TAR", "TAR_GZ", "PARQUET"})
  void containersGiveTheVectorsThatTheirFilesGive(TestContainers.Kind kind) throws IOException {
    TestArchives.files(archive, 9, 12, 8);
    Path container = TestContainers.pack(archive, folder.resolve("photos" + kind.ending()), kind);
    Path ofContainer = folder.resolve("container.parquet");

    terminal.succeed("embed", line());
    terminal.succeed("embed", line("archive.path=" + container, "output.path=" + ofContainer));

    assertThat(byContent(ofContainer)).isEqualTo(byContent(output)).hasSize(9);
    assertThat(rows(ofContainer))
        .allSatisfy(
            row -> {
              assertThat(row.<String>getAs("uri")).startsWith(TestArchives.uri(container) + "!/");
              assertThat(row.<String>getAs("source_uri")).isEqualTo(TestArchives.uri(container));
            });
    assertThat(Reports.beside(ofContainer).path("rows_written").longValue()).isEqualTo(9);
  }

  @Test
  void bothEnginesGiveTheSameLatents() {
    TestArchives.idx(archive, 20, 12, 8);
    Path byDl4j = folder.resolve("dl4j.parquet");

    terminal.succeed("embed", line("embed.engine=onnx"));
    terminal.succeed("embed", line("embed.engine=dl4j", "output.path=" + byDl4j));

    List<Row> onnx = rows(output);
    List<Row> dl4j = rows(byDl4j);
    assertThat(dl4j).hasSize(20);
    for (int i = 0; i < dl4j.size(); i++) {
      assertThat(dl4j.get(i).<String>getAs("uri")).isEqualTo(onnx.get(i).<String>getAs("uri"));
      for (String column : List.of("embedding", "embedding_stddev")) {
        assertThat(floats(dl4j.get(i), column))
            .containsExactly(floats(onnx.get(i), column), within(1e-4f));
      }
    }
  }

  @Test
  void finishedOutputIsRefusedAndReplacedWhenTold() {
    TestArchives.files(archive, 4, 12, 8);
    terminal.succeed("embed", line());
    List<Row> before = rows(output);
    JsonNode report = Reports.beside(output);
    TestArchives.files(archive, 6, 12, 8);

    assertThat(terminal.fail(ExitCode.INVALID_INPUT, "embed", line()))
        .isEqualTo(
            "%s exists already: choose another output.path or pass output.overwrite=true", output);
    assertThat(rows(output)).isEqualTo(before);
    assertThat(Reports.beside(output)).isEqualTo(report);

    terminal.succeed("embed", line("output.overwrite=true"));
    assertThat(rows(output)).hasSize(6);
  }

  @Test
  void whatAKilledRunHasLeftIsReplacedUnasked() throws IOException {
    TestArchives.files(archive, 4, 12, 8);
    terminal.succeed("embed", line());
    Files.delete(output.resolve("_SUCCESS"));

    terminal.succeed("embed", line());

    assertThat(rows(output)).hasSize(4);
    assertThat(output.resolve("_SUCCESS")).exists();
  }

  @Test
  void anArchiveOfBrokenImagesOnlyMayBeAllowed() {
    TestArchives.broken(archive);

    terminal.succeed("embed", line("embed.max-rejected-fraction=1"));

    assertThat(rows(output)).isEmpty();
    assertThat(rows(rejects())).hasSize(3);
  }

  private Path rejects() {
    return output.resolveSibling("x.parquet_rejects");
  }

  private String[] line(String... more) {
    return Terminal.join(
        new String[] {
          "archive.path=" + archive,
          "bundle=" + folder.resolve("test.bundle"),
          "output.path=" + output
        },
        more);
  }

  private static List<Row> rows(Path directory) {
    return SharedSpark.session()
        .read()
        .parquet(directory.toString())
        .orderBy("uri")
        .collectAsList();
  }

  /** What a row says of an image, wherever that is. */
  private static Map<String, String> byContent(Path directory) {
    return rows(directory).stream()
        .collect(
            Collectors.toMap(
                row -> row.getAs("content_sha256"),
                row -> row.getAs("label") + " " + row.getAs("embedding")));
  }

  private static float[] floats(Row row, String column) {
    List<Float> values = row.getList(row.fieldIndex(column));
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i);
    }
    return floats;
  }
}
