package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.SharedSpark;
import io.nightjar.TestArchives;
import io.nightjar.bundle.TestBundles;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.Latent;
import io.nightjar.model.Objective;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be embedded: a line that names it, and nothing that looks finished. */
final class EmbedRefusalsIT {
  private final Terminal terminal = new Terminal();
  @TempDir private Path folder;
  private Path archive;
  private Path bundle;
  private Path output;

  @BeforeEach
  void writeBundleAndArchive() {
    archive = TestArchives.files(folder.resolve("archive"), 6, 12, 8);
    bundle = folder.resolve("test.bundle");
    output = folder.resolve("x.parquet");
    TestBundles.bundle(TestBundles.model(), folder);
  }

  @Test
  void aMissingBundle() {
    assertThat(refused(ExitCode.INVALID_INPUT, "bundle=" + folder.resolve("none.bundle")))
        .isEqualTo("Bundle %s/none.bundle does not exist: train one", folder);
  }

  @Test
  void aBatchThatNoArrayHolds() {
    assertThat(refused(ExitCode.INVALID_INPUT, "embed.batch-size=30000000"))
        .isEqualTo(
            "embed.batch-size: 30000000 images of 1x8x12 do not fit into one array (expected"
                + " 22369621 or less)");
  }

  @Test
  void noBundleGiven() {
    assertThat(refused(ExitCode.INVALID_INPUT, "bundle="))
        .startsWith("bundle: missing (")
        .contains("for example bundle=out/my.bundle");
  }

  @Test
  void anUnfinishedBundle() throws IOException {
    Files.delete(bundle.resolve("SHA256SUMS"));

    assertThat(refused(ExitCode.INVALID_INPUT))
        .isEqualTo(
            "%s is not a finished bundle (it has no SHA256SUMS): copy the bundle again", bundle);
  }

  @ParameterizedTest
  @ValueSource(strings = {"parameters.safetensors", "encoder.onnx", "canary/0.png"})
  void aBundleOneOfWhoseBytesChanged(String file) throws IOException {
    byte[] bytes = Files.readAllBytes(bundle.resolve(file));
    bytes[bytes.length / 2]++;
    Files.write(bundle.resolve(file), bytes);

    assertThat(refused(ExitCode.INVALID_INPUT))
        .isEqualTo(
            "Bundle %s: %s has changed (its SHA-256 is not the one in SHA256SUMS): copy the bundle"
                + " again",
            bundle, file);
  }

  @Test
  void aCanaryThatFailsOnAnExecutor() throws IOException {
    Autoencoder model = TestBundles.model();
    // A fingerprint that no other test has, since executors check a bundle once.
    Autoencoder own =
        new Autoencoder(
            model.architecture(),
            model.image(),
            new Latent(5, Latent.Kind.VARIATIONAL),
            new Objective(model.objective().likelihood(), 0.5));
    Path foreign = folder.resolve("foreign.bundle");
    TestBundles.writeWithForeignCanary(own, new org.apache.hadoop.fs.Path(foreign.toString()));

    assertThat(refused(ExitCode.CHECK_FAILED, "bundle=" + foreign))
        .startsWith("The bundle's canary 0.png is off by ");
  }

  @Test
  void aDryRunOfADirectory() {
    assertThat(
            terminal.fail(
                ExitCode.INVALID_INPUT, "embed", Terminal.join(line(), "embed.dry-run=true")))
        .startsWith("embed.dry-run: true (expected with output.table");
    assertThat(output).doesNotExist();
  }

  @Test
  void moreRejectsThanTheBudgetAllows() throws IOException {
    terminal.succeed("embed", line());
    byte[] success = Files.readAllBytes(output.resolve("_SUCCESS"));
    long rows = SharedSpark.session().read().parquet(output.toString()).count();
    TestArchives.broken(archive);

    String message =
        terminal.fail(
            ExitCode.CHECK_FAILED,
            "embed",
            Terminal.join(line(), "output.overwrite=true", "embed.rejected-allowance=2"));

    JsonNode report = Reports.beside(output);
    String evidence = output + "_rejects_" + report.path("run_id").textValue();
    assertThat(message)
        .startsWith("Rejected 3 of 9 images read {empty=1, truncated=1, unsupported-format=1}")
        .contains("the rejects are in " + evidence + ";");
    assertThat(report.path("reject_examples").findValuesAsText("reason"))
        .containsExactly("truncated", "empty", "unsupported-format");
    assertThat(report.path("rejected").longValue()).isEqualTo(3);
    assertThat(report.path("images_read").longValue()).isEqualTo(9);
    assertThat(report.path("rows_written").isNull()).isTrue();
    assertThat(SharedSpark.session().read().parquet(evidence).count()).isEqualTo(3);
    assertThat(output.resolve("_SUCCESS")).hasBinaryContent(success);
    assertThat(SharedSpark.session().read().parquet(output.toString()).count()).isEqualTo(rows);
  }

  @Test
  void aSplitThatIsEmpty() throws IOException {
    Path one = folder.resolve("one");
    Files.createDirectories(one);
    Files.copy(archive.resolve("even/0.png"), one.resolve("0.png"));

    long refusals =
        Stream.of("train", "validation", "test").filter(split -> isEmpty(one, split)).count();

    assertThat(refusals).isEqualTo(2);
  }

  private boolean isEmpty(Path one, String split) {
    Path rows = folder.resolve(split);
    int code =
        terminal.run(
            "embed",
            Terminal.join(
                line(), "archive.path=" + one, "archive.split=" + split, "output.path=" + rows));
    assertThat(Files.exists(rows)).isEqualTo(code == 0);
    return code == ExitCode.INVALID_INPUT.code();
  }

  @Test
  void aStrangersDirectoryEvenWhenToldToOverwrite() {
    Path photos = TestArchives.files(folder.resolve("photos"), 2, 12, 8);
    assertThat(
            terminal.fail(
                ExitCode.INVALID_INPUT,
                "embed",
                Terminal.join(line(), "output.path=" + photos, "output.overwrite=true")))
        .startsWith(photos + " holds ")
        .endsWith(".png, which is not ours to delete: choose another output.path");
    assertThat(photos.resolve("even/0.png")).exists();
  }

  @Test
  void aStrangersFilesWhereTheRejectsGo() {
    Path photo = folder.resolve("x.parquet_rejects/photo.jpg");
    TestArchives.write(photo, new byte[] {1});

    assertThat(refused(ExitCode.INVALID_INPUT, "output.overwrite=true"))
        .isEqualTo(
            "%s/x.parquet_rejects holds photo.jpg, which is not ours to delete: choose another"
                + " output.path",
            folder);
    assertThat(photo).exists();
  }

  @Test
  void aBatchSizeOfNothing() {
    assertThat(refused(ExitCode.INVALID_INPUT, "embed.batch-size=0"))
        .isEqualTo("embed.batch-size: 0 (expected 1 or more)");
  }

  private String refused(ExitCode code, String... more) {
    String[] line = Terminal.join(line(), "report.path=" + output + "_run-report.json");
    String message = terminal.fail(code, "embed", Terminal.join(line, more));
    assertThat(output).doesNotExist();
    assertThat(output.resolveSibling("x.parquet_rejects/_SUCCESS")).doesNotExist();
    JsonNode report = Reports.beside(output);
    assertThat(report.path("exit_code").intValue()).isEqualTo(code.code());
    assertThat(report.path("error").textValue()).isEqualTo(message);
    return message;
  }

  private String[] line() {
    return new String[] {"archive.path=" + archive, "bundle=" + bundle, "output.path=" + output};
  }
}
