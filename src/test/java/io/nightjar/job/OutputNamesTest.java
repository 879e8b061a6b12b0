package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightjar.InvalidInputException;
import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.BundleWriter;
import io.nightjar.bundle.TestBundles;
import io.nightjar.job.OutputDirectory.Contents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a file system takes for a name, an output may be called. */
final class OutputNamesTest {
  private final Configuration hadoop = new Configuration();

  @TempDir Path folder;

  static Stream<String> names() {
    Stream<String> signs = OutputNames.taken();
    return Stream.concat(
        signs.map(sign -> "%1$so%1$sy%1$s".formatted(sign)),
        Stream.of(OutputNames.ALL, "o\ny", "\u00e9", "e\u0301", "a%20b", "k=v", "{a,{b,c}}"));
  }

  @ParameterizedTest
  @MethodSource("names")
  void outputAndReportLieWhereTheyAreSaidTo(String name) throws IOException {
    Path place = folder.resolve(name);
    Settings settings = settings("output.path=" + place, "report.path=" + place + "_r");
    OutputDirectory output = OutputDirectory.of(settings, "output.path", Contents.SPARK);

    output.requireFree(hadoop);
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    output.fill(Map.of("part-0", bytes), "run-1", hadoop);
    report(ReportFile.beside(output.path()));
    report(new ReportFile(settings.outputPath("report.path")));

    assertThat(place.resolve("part-0")).hasBinaryContent(bytes);
    assertThat(place.resolve("_SUCCESS")).exists();
    for (String report : List.of("_run-report.json", "_r")) {
      Path file = folder.resolve(name + report);
      assertThat(new ObjectMapper().readTree(file.toFile()).path("command").textValue())
          .isEqualTo("embed");
    }
    assertThat(output.refusal(hadoop))
        .hasValueSatisfying(line -> assertThat(line).startsWith(place + " exists already"));
  }

  private void report(ReportFile file) throws IOException {
    RunReport report = new RunReport("embed", "run-1", Instant.EPOCH, Map.of());
    file.write(report.content(ExitCode.DONE, null, Instant.EPOCH), hadoop);
  }

  @Test
  void aBundleMayBeCalledSoToo() throws IOException {
    BundleWriter bundle = TestBundles.writer(TestBundles.trained(TestBundles.plain()));
    for (String name : List.of(OutputNames.ALL, "k=v", "{a,b}", "a?b", "a%20b")) {
      Path place = folder.resolve(name);
      OutputDirectory output =
          OutputDirectory.of(settings("bundle=" + place), "bundle", Contents.SPARK);

      bundle.replace(output.path(), hadoop);

      assertThat(place.resolve("SHA256SUMS")).exists();
      assertThat(Bundle.open(settings("bundle=" + place).path("bundle"), hadoop).fingerprint())
          .isEqualTo(bundle.fingerprint());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"o:y", ":y", "o:", "o-2026-12-01T10:00", "o:y/"})
  void aColonIsRefusedByName(String name) {
    for (String key : List.of("output.path", "bundle", "report.path", "training.store")) {
      for (String place : List.of(folder + "/" + name, name)) {
        Settings settings = settings(key + "=" + place);

        assertThatThrownBy(() -> settings.outputPath(key))
            .isInstanceOf(InvalidInputException.class)
            .hasMessageStartingWith(key + ": \"" + place + "\" (expected ")
            .hasMessageContaining("colon (:)");
      }
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aColonInAFolderAboveIsTaken() throws IOException {
    Path place = folder.resolve("2026-12-01T10:00/out");
    OutputDirectory output =
        OutputDirectory.of(settings("output.path=" + place), "output.path", Contents.SPARK);

    output.requireFree(hadoop);
    output.fill(Map.of(), "run-1", hadoop);

    assertThat(place.resolve("_SUCCESS")).exists();
  }

  @ParameterizedTest
  @MethodSource("names")
  void aConfigurationFileMayBeCalledSoToo(String name) throws IOException {
    Path file = Files.writeString(folder.resolve(name), "model { latent-size = 7 }");

    assertThat(Settings.of(List.of(file), List.of()).integer("model.latent-size")).isEqualTo(7);
  }

  private static Settings settings(String... overrides) {
    return Settings.of(List.of(), List.of(overrides));
  }
}
