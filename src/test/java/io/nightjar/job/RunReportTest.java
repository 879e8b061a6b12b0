package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.nightjar.archive.PassedOverCounts;
import io.nightjar.bundle.EmbeddingFigures;
import io.nightjar.embedding.Drift;
import io.nightjar.embedding.RejectExample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunReportTest {
  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
  private static final Map<String, String> VERSIONS =
      Map.of("nightjar", "0.1.0", "spark", "3.5.5", "java", "17");

  private final RunReport report = new RunReport("embed", "20260102T030405Z-1", START, VERSIONS);

  @TempDir Path folder;

  @Test
  void fullReportKeepsToItsSchema() throws IOException {
    report.imagesListed(100);
    report.imagesRead(90);
    report.rowsWritten(85);
    report.rowsReused(1);
    report.rowsRemoved(2);
    report.rejected(Map.of("truncated", 3L, "corrupt", 2L));
    report.rejectExamples(List.of(new RejectExample("file:/a.png", "truncated")));
    report.passedOver(PassedOverCounts.of(Map.of(".txt", 4L, "(none)", 1L)));
    Map<String, Long> night = new TreeMap<>();
    List.of("unchanged", "new", "changed", "touched", "renamed", "duplicate", "rejected-again")
        .forEach(role -> night.put(role, (long) night.size()));
    night.putAll(Map.of("gone", 8L, "doubled", 0L));
    report.night(night);
    report.modelFingerprint("abc");
    EmbeddingFigures training =
        new EmbeddingFigures(
            50, new EmbeddingFigures.Spread(0.5, 0.25), List.of(0.0), List.of(1.0));
    report.drift(
        Drift.of(new EmbeddingFigures(84, null, List.of(3.0), List.of(1.0)), training), "Warning");

    JsonNode json = written(report.content(ExitCode.DONE, null, START.plusMillis(4500)));

    assertThat(schema().validate(json)).isEmpty();
    assertThat(json.at("/passed_over/.txt").longValue()).isEqualTo(4);
    assertThat(json.at("/night/rejected_again").longValue()).isEqualTo(6);
    assertThat(json.get("seconds").doubleValue()).isEqualTo(4.5);
    assertThat(json.get("rejected").longValue()).isEqualTo(5);
    assertThat(json.at("/reject_examples/0/uri").textValue()).isEqualTo("file:/a.png");
    assertThat(json.at("/drift/training/reconstruction_error/stddev").doubleValue())
        .isEqualTo(0.25);
    assertThat(json.at("/drift/reconstruction_error_shift").isNull()).isTrue();
    assertThat(json.get("drift_warning").textValue()).isEqualTo("Warning");
    assertThat(json.get("images_per_second").doubleValue()).isEqualTo(20);
    assertThat(json.get("started_at").textValue()).isEqualTo("2026-01-02T03:04:05Z");
  }

  @Test
  void reportOfARunThatFailedAtOnceKeepsToItsSchema() throws IOException {
    JsonNode json = written(report.content(ExitCode.INVALID_INPUT, "bundle: missing", START));

    assertThat(schema().validate(json)).isEmpty();
    assertThat(json.get("exit_code").intValue()).isEqualTo(2);
    assertThat(json.get("error").textValue()).isEqualTo("bundle: missing");
    assertThat(json.get("images_read").isNull()).isTrue();
  }

  @Test
  void commandsOwnRateWins() {
    report.imagesRead(90);
    report.imagesPerSecond(1234.5);

    assertThat(report.content(ExitCode.DONE, null, START.plusSeconds(9)).imagesPerSecond())
        .isEqualTo(1234.5);
  }

  @Test
  void replacesAnEarlierReportAndLeavesNothingElse() throws IOException {
    written(report.content(ExitCode.BUG, "x", START));
    JsonNode json = written(report.content(ExitCode.DONE, null, START));

    assertThat(json.get("exit_code").intValue()).isZero();
    try (var files = Files.list(folder.resolve("out"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("x_run-report.json", ".x_run-report.json.crc");
    }
  }

  private JsonNode written(RunReport.Content content) throws IOException {
    Path output = folder.resolve("out/x");
    ReportFile file = ReportFile.beside(new org.apache.hadoop.fs.Path(output.toString()));
    file.write(content, new Configuration());
    return new ObjectMapper().readTree(folder.resolve("out/x_run-report.json").toFile());
  }

  private static JsonSchema schema() throws IOException {
    String text = Files.readString(Path.of("data-schemas", "run-report.schema.json"));
    return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(text);
  }
}
