package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightjar.CheckFailedException;
import io.nightjar.InvalidInputException;
import io.nightjar.runtime.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NightjarTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path folder;

  @Test
  void helpListsTheCommands() {
    assertThat(nightjar("--help")).isZero();
    assertThat(out.toString())
        .contains("synthesize", "train", "embed", "evaluate", "generate", "inspect")
        .contains("similar", "export");
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "synthesize",
        "train",
        "embed",
        "evaluate",
        "generate",
        "similar",
        "export",
        "inspect"
      })
  void commandsHelpPrintsEveryKeyWithMeaningAndDefault(String name) {
    assertThat(nightjar(name, "--help", "--all")).isZero();

    Command command =
        Nightjar.commands().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
    List<Key> keys = ReferenceKeys.load().under(command.keys().all());
    String help = out.toString().replaceAll("[\\s\\\\]+", " ");
    assertThat(keys).isNotEmpty();
    assertThat(keys)
        .allSatisfy(
            key ->
                assertThat(help)
                    .contains(key.name() + " " + key.meaning())
                    .contains(key.defaultValue()));
    assertThat(help).contains(command.summary()).contains("nightjar " + command.example());
  }

  @Test
  void versionNamesLibraries() {
    assertThat(nightjar("--version")).isZero();
    assertThat(out.toString()).contains("nightjar ", "spark 3.5", "java 17");
  }

  @Test
  void unknownCommandNamesTheNearest() {
    assertThat(nightjar("trian")).isEqualTo(2);
    assertThat(err.toString().strip())
        .isEqualTo("nightjar: Unknown command trian (did you mean train?)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--foo", "train --foo", "train --config", "train epochs"})
  void badCommandLineIsOneLine(String line) {
    assertThat(nightjar(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
    assertThat(err.toString().lines()).singleElement().asString().startsWith("nightjar: ");
  }

  @Test
  void keysWithDashesAreToldHowTheyAreWritten() {
    assertThat(nightjar("train", "--archive.path=my photos", "--bundle", "b", "image.height=8"))
        .isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly(
            "nightjar: --archive.path=my photos: drop the dashes: archive.path='my photos'",
            "nightjar: --bundle: drop the dashes: bundle=b");
  }

  @Test
  void everyMistakeIsALineOfItsOwn() {
    assertThat(nightjar("synthesize", "synthesize.count=0", "synthesize.sise=8")).isEqualTo(2);
    assertThat(err.toString().lines())
        .hasSize(3)
        .allSatisfy(line -> assertThat(line).startsWith("nightjar: "));
  }

  @Test
  void doneRunWritesItsReportBesideTheOutput() throws IOException {
    int code = run(context -> context.report().imagesRead(7), "output.path=" + output());

    assertThat(code).isZero();
    assertThat(err.toString()).isEmpty();
    JsonNode report = report();
    assertThat(report.get("command").textValue()).isEqualTo("try");
    assertThat(report.get("exit_code").intValue()).isZero();
    assertThat(report.get("images_read").longValue()).isEqualTo(7);
  }

  @Test
  void failedRunWritesItsReportAndOneLine() throws IOException {
    int code =
        run(
            context -> {
              Files.createDirectory(folder.resolve("x.parquet_rejects"));
              throw new CheckFailedException("9 of 10 images were rejected");
            },
            "output.path=" + output());

    assertThat(code).isEqualTo(3);
    assertThat(err.toString().strip()).isEqualTo("nightjar: 9 of 10 images were rejected");
    assertThat(report().get("exit_code").intValue()).isEqualTo(3);
    assertThat(report().get("error").textValue()).isEqualTo("9 of 10 images were rejected");
  }

  @Test
  void secretsAreNeitherToldNorReported() throws IOException {
    int code =
        run(
            context -> {
              context.tell("from jdbc:x://me:hunter2@host/db");
              throw new CheckFailedException("cannot log in with sesame at x://me:hunter2@host");
            },
            "output.path=" + output(),
            "report.path=" + reportPath(),
            "catalog.properties.jdbc.password=sesame");

    assertThat(code).isEqualTo(3);
    assertThat(out.toString()).isEqualTo("from jdbc:x://me:***@host/db\n");
    assertThat(err.toString()).isEqualTo("nightjar: cannot log in with *** at x://me:***@host\n");
    assertThat(reportPath()).content().doesNotContain("sesame", "hunter2").contains("with ***");
  }

  @Test
  void bugIsReportedToo() throws IOException {
    int code =
        run(
            context -> {
              throw new ExceptionInInitializerError("org.x.Y");
            },
            "output.path=" + output(),
            "report.path=" + reportPath());

    assertThat(code).isEqualTo(1);
    assertThat(report().get("exit_code").intValue()).isEqualTo(1);
    assertThat(err.toString().lines()).singleElement().asString().contains("a bug in Nightjar");
  }

  @Test
  void aRunThatFailsBeforeItsOutputCameToBeLeavesNothingBesideIt() {
    for (Exception thrown :
        List.of(
            new CheckFailedException("9 of 10 images were rejected"),
            new IOException("Connection reset"),
            new IllegalStateException("a bug"))) {
      run(
          context -> {
            throw thrown;
          },
          "output.path=" + folder.resolve("new/x.parquet"));

      assertThat(folder).isEmptyDirectory();
    }
  }

  @Test
  void theReportOfAnEarlierRunIsReplacedWhateverBecameOfItsOutput() throws IOException {
    assertThat(run(context -> {}, "output.path=" + output())).isZero();

    int code =
        run(
            context -> {
              throw new IOException("Connection reset");
            },
            "output.path=" + output());

    assertThat(code).isEqualTo(5);
    assertThat(report().get("exit_code").intValue()).isEqualTo(5);
  }

  @Test
  void unknownKeyIsReportedAndToldBeforeAMissingOne() throws IOException {
    assertThat(run(context -> {}, "output.pth=x")).isEqualTo(2);
    assertThat(err.toString()).contains("Unknown key output.pth (did you mean output.path?)");

    int code =
        run(
            context -> {},
            "output.path=" + output(),
            "report.path=" + reportPath(),
            "embed.engin=onnx");
    assertThat(code).isEqualTo(2);
    assertThat(report().get("error").textValue()).contains("embed.engin ");
  }

  @Test
  void missingOutputIsNamed() {
    assertThat(run(context -> {})).isEqualTo(2);
    assertThat(err.toString()).startsWith("nightjar: output.path: missing (");
  }

  @Test
  void refusedRunLeavesTheFinishedOutputsReport() throws IOException {
    Path finished = Files.createDirectories(output()).resolve("_SUCCESS");
    Files.writeString(finished, "");
    Files.writeString(reportPath(), "the earlier run's");
    Path elsewhere = folder.resolve("elsewhere.json");

    int code = run(context -> {}, "output.path=" + output(), "report.path=" + elsewhere);
    int codeWithoutPath = run(context -> {}, "output.path=" + output());

    assertThat(code).isEqualTo(2);
    assertThat(codeWithoutPath).isEqualTo(2);
    assertThat(err.toString()).contains("exists already");
    assertThat(reportPath()).hasContent("the earlier run's");
    assertThat(elsewhere).content().contains("\"exit_code\" : 2");
  }

  @Test
  void outputThatCannotBePutThereIsRefusedBeforeAnyWork() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    int code = run(context -> fail("ran"), "output.path=" + file.resolve("x.parquet"));

    assertThat(code).isEqualTo(2);
    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .startsWith("nightjar: Cannot write %s/x.parquet (".formatted(file))
        .endsWith("): choose another output.path");
  }

  @Test
  void aRunThatIsRefusedBeforeItsOutputCameToBeLeavesNothing() {
    Path deep = folder.resolve("new/deep/x.parquet");
    Probe.Body refused =
        context -> {
          throw new InvalidInputException("no such archive");
        };

    assertThat(run(refused, "output.path=" + deep)).isEqualTo(2);

    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aRunThatIsRefusedBesideItsOutputIsReportedThere() throws IOException {
    Files.createDirectories(output());

    int code =
        run(
            context -> {
              throw new InvalidInputException("no such archive");
            },
            "output.path=" + output());

    assertThat(code).isEqualTo(2);
    assertThat(report().get("error").textValue()).isEqualTo("no such archive");
  }

  @Test
  void triesTheOutputsPlaceWithoutATrace() throws IOException {
    assertThat(run(context -> {}, "output.path=" + folder.resolve("new/x.parquet"))).isZero();

    assertThat(folder.resolve("new"))
        .isDirectoryContaining("glob:**/x.parquet_run-report.json")
        .isDirectoryNotContaining("glob:**probe*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"photos", "photos/out/x.parquet"})
  void outputWithinTheArchiveIsRefused(String output) throws IOException {
    Path photos = Files.createDirectory(folder.resolve("photos"));
    Path inside = folder.resolve(output);

    int code = run(context -> fail("ran"), "archive.path=" + photos, "output.path=" + inside);

    assertThat(code).isEqualTo(2);
    assertThat(err.toString().strip())
        .isEqualTo("nightjar: %s is within archive.path %s: write it elsewhere", inside, photos);
    assertThat(photos).isEmptyDirectory();
  }

  @Test
  void reportThatCannotBeWrittenDoesNotChangeTheEnd() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    int code =
        run(context -> {}, "output.path=" + output(), "report.path=" + file.resolve("report.json"));

    assertThat(code).isZero();
    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .startsWith("nightjar: cannot write the run report");
  }

  @Test
  void malformedConfigurationIsOneLine() {
    assertThat(nightjar("train", "--config", folder.resolve("none.conf").toString())).isEqualTo(2);
    assertThat(err.toString().lines()).singleElement().asString().endsWith("no such file");
  }

  @Test
  void valuesMayBeginWithAnAtSign() {
    int code =
        run(
            context -> {
              throw new InvalidInputException(context.settings().string("archive.path"));
            },
            "output.path=" + output(),
            "archive.path=@photos");

    assertThat(code).isEqualTo(2);
    assertThat(err.toString().strip()).isEqualTo("nightjar: @photos");
  }

  private int run(Probe.Body body, String... overrides) {
    String[] line = new String[overrides.length + 1];
    line[0] = "try";
    System.arraycopy(overrides, 0, line, 1, overrides.length);
    return new Nightjar(console(), run -> {}).run(List.of(new Probe(body)), line);
  }

  private int nightjar(String... arguments) {
    return new Nightjar(console(), run -> {}).run(Nightjar.commands(), arguments);
  }

  private Console console() {
    return new Console(new PrintWriter(out), new PrintWriter(err), Progress.none());
  }

  private Path output() {
    return folder.resolve("x.parquet");
  }

  private Path reportPath() {
    return folder.resolve("x.parquet_run-report.json");
  }

  private JsonNode report() throws IOException {
    return new ObjectMapper().readTree(reportPath().toFile());
  }
}
