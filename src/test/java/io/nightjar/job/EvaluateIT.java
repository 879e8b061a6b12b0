package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightjar.DataSchema;
import io.nightjar.TestArchives;
import io.nightjar.bundle.TestBundles;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EvaluateIT {
  private final Terminal terminal = new Terminal();

  @TempDir Path folder;

  @BeforeEach
  void writeBundle() {
    TestBundles.bundle(TestBundles.model(), folder);
  }

  @Test
  void measuresAFolderOfImages() throws IOException {
    TestArchives.files(archive(), 120, 12, 8);
    TestArchives.broken(archive());
    TestArchives.write(archive().resolve("labels.csv"), new byte[] {1});

    String out = terminal.succeed("evaluate", line("evaluate.importance-samples=3"));

    JsonNode metrics = metrics();
    assertThat(metrics.get("examples").asInt()).isEqualTo(120);
    assertThat(metrics.get("importance_samples").asInt()).isEqualTo(3);
    assertThat(metrics.get("kl_per_unit")).hasSize(3);
    assertThat(metrics.get("negative_elbo").asDouble())
        .isGreaterThan(metrics.get("importance_weighted_nll").asDouble());
    assertThat(metrics.get("pca_mse").asDouble()).isPositive();
    assertThat(metrics.get("pixel_linear_accuracy").asDouble()).isBetween(0.0, 1.0);
    assertThat(metrics.at("/protocol/rejected").asInt()).isEqualTo(3);
    int probed =
        metrics.at("/protocol/fit_images").asInt() + metrics.at("/protocol/probe_images").asInt();
    assertThat(probed).isBetween(90, 120);
    assertThat(out).contains("importance_weighted_nll").contains("metrics.json");

    JsonNode report = Reports.beside(output());
    assertThat(report.get("images_listed").asInt()).isEqualTo(123);
    assertThat(report.get("images_read").asInt()).isEqualTo(123);
    assertThat(report.get("rejected").asInt()).isEqualTo(3);
    assertThat(report.at("/reject_reasons/truncated").asInt()).isEqualTo(1);
    assertThat(report.get("passed_over")).isEqualTo(Reports.json("{'.csv': 1}"));
    assertThat(report.get("model_fingerprint"))
        .isEqualTo(metrics.at("/protocol/model_fingerprint"));
    assertThat(terminal.fail(ExitCode.INVALID_INPUT, "evaluate", line()))
        .contains("exists already");
  }

  @Test
  void takesNoMoreImagesThanTold() throws IOException {
    TestArchives.files(archive(), 120, 12, 8);

    terminal.succeed("evaluate", line("evaluate.probe-images=15"));

    assertThat(metrics().at("/protocol/fit_images").asInt()).isEqualTo(15);
    assertThat(metrics().at("/protocol/probe_images").asInt()).isEqualTo(15);
  }

  @Test
  void leavesOutWhatTheArchiveCannotAnswerAndSaysWhy() throws IOException {
    TestArchives.idx(archive(), 60, 12, 8).resolve("train-labels-idx1-ubyte").toFile().delete();

    String out = terminal.succeed("evaluate", line());

    assertThat(out).contains("Probes were left out: the archive has no labels");
    assertThat(metrics().get("pca_mse").asDouble()).isPositive();
    assertThat(metrics().get("knn5_accuracy").isNull()).isTrue();
    String other =
        terminal.succeed("evaluate", line("evaluate.fit-split=test", "output.overwrite=true"));
    assertThat(other).contains("PCA and probes were left out").contains("has no test split");
    assertThat(metrics().get("pca_mse").isNull()).isTrue();
    assertThat(metrics().get("examples").asInt()).isEqualTo(60);
  }

  @Test
  void saysWhatIsWrongInOneLine() {
    TestArchives.files(archive(), 3, 12, 8);
    assertThat(terminal.fail(ExitCode.INVALID_INPUT, "evaluate", line("evaluate.seed=x")))
        .contains("evaluate.seed");
    assertThat(
            terminal.fail(
                ExitCode.INVALID_INPUT, "evaluate", line("evaluate.importance-samples=0")))
        .contains("evaluate.importance-samples: 0 (expected 1 or more)");
    assertThat(
            terminal.fail(
                ExitCode.INVALID_INPUT,
                "evaluate",
                line("bundle=src/test/resources/bundles/format-1.bundle")))
        .contains("format version 1")
        .contains("train again");
    assertThat(output()).doesNotExist();
  }

  private Path archive() {
    return folder.resolve("archive");
  }

  private Path output() {
    return folder.resolve("out/metrics");
  }

  private String[] line(String... overrides) {
    String[] usual = {
      "archive.path=" + archive(),
      "bundle=" + folder.resolve("test.bundle"),
      "output.path=" + output(),
    };
    return Terminal.join(usual, overrides);
  }

  private JsonNode metrics() throws IOException {
    JsonNode json = new ObjectMapper().readTree(output().resolve("metrics.json").toFile());
    assertThat(DataSchema.of("metrics").violations(json)).isEmpty();
    return json;
  }
}
