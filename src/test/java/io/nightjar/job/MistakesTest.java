package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.lang3.StringUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class MistakesTest {
  @TempDir Path folder;

  @Test
  void allAreToldAtOnce() throws IOException {
    Path file = file("training { epochs = 0, learning-rate = fast }\nmodel.latent_size = 3");

    assertThat(
            mistakes(
                new Train(),
                file,
                "trainin.workers=2",
                "training.optimizer=adamw",
                "training.workers=0",
                "model.variational=maybe",
                "model.beta=-1",
                "image.channels=2",
                "image.height=0",
                "archive.max-decode-bytes=0",
                "training.checkpoint.keep=0",
                "embed.batch-size=4",
                "report.path=a:b"))
        .containsExactlyInAnyOrder(
            file + ":2: Unknown key model.latent_size (did you mean model.latent-size?)",
            "Unknown key trainin.workers (did you mean training.workers?)",
            "embed.batch-size: not a key of train: leave it out",
            "report.path: \"a:b\" (expected a path, in which a colon (:) ends a scheme like hdfs or"
                + " comes after a slash)",
            "archive.path: missing (where the images are: a folder, or one file that holds many;"
                + " for example archive.path=photos/2026)",
            "archive.max-decode-bytes: 0 (expected 1 or more)",
            "image.channels: 2 (expected 1 or 3)",
            "image.height: 0 (expected 1 or more)",
            "model.variational: \"maybe\" (expected true or false)",
            "model.beta: -1.0 (expected 0 or more)",
            file + ":1: training.epochs: 0 (expected 1 or more)",
            "training.workers: 0 (expected 1 or more)",
            file + ":1: training.learning-rate: \"fast\" (expected a number)",
            "training.optimizer: \"adamw\" (expected adam or sgd)",
            "training.checkpoint.keep: 0 (expected 1 or more)",
            "bundle: missing (the bundle's directory: train writes it, the other commands read it;"
                + " for example bundle=out/my.bundle)");
  }

  @Test
  void aRangeThatHangsOnAWrongValueWaits() {
    String[] floor = {"archive.path=a", "bundle=b", "training.learning-rate-floor=0.1"};

    assertThat(mistakes(new Train(), floor))
        .containsExactly("training.learning-rate-floor: 0.1 (expected 0 to learning-rate)");
    assertThat(mistakes(new Train(), "training.learning-rate=x", floor[0], floor[1], floor[2]))
        .containsExactly("training.learning-rate: \"x\" (expected a number)");
  }

  @Test
  void namesWhatRoomsRefuseThemselves() {
    assertThat(mistakes(new Synthesize(), "synthesize.count=0", "synthesize.size=big"))
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).startsWith("output.path: missing"),
            line -> assertThat(line).startsWith("synthesize.count: 0 (expected 1 to"),
            line -> assertThat(line).startsWith("synthesize.size: \"big\""));
    assertThat(mistakes(new Maintain(), "output.table=photos", "maintain.keep-nights=0"))
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).startsWith("output.table: photos (expected catalog."),
            line -> assertThat(line).startsWith("maintain.keep-nights: 0"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "synthesize | output.path=a output.table=b.c.d | output.table: not a key of synthesize",
        "embed | archive.path=a bundle=b output.path=c training.epochs=1 | training.epochs: not a key of embed",
        "embed | archive.path=a bundle=b output.path=c similar.k=1 | similar.k: not a key of embed",
        "embed | archive.path=a bundle=b output.path=c embed.dry-run=true | embed.dry-run: true (expected with output.table",
        "embed | archive.path=a bundle=b output.path=c embed.chunk-images=5 | embed.chunk-images: embed does not use it",
        "embed | archive.path=a bundle=b output.path=c catalog.properties.x=5 | catalog.properties.x: embed does not use it",
        "embed | archive.path=a bundle=b output.path=c output.table=c.d.e | output.table and output.path are both given",
        "embed | archive.path=a bundle=b output.table=c.d.e output.overwrite=true | output.overwrite: embed does not use it",
        "train | archive.path=a bundle=b model.dense.widths=4 | model.dense.widths: train does not use it beside the other keys (with model.architecture=dense,",
        "train | archive.path=a bundle=b model.gaussian-stddev=1 | model.gaussian-stddev: train does not use it",
        "generate | generate.kind=learning-curve bundle=b output.path=c generate.count=4 | generate.count: generate does not use it",
        "generate | archive.path=a bundle=b output.path=c generate.against=d | generate.against: generate does not use it",
        "similar | similar.rows=a bundle=b | bundle: similar does not use it",
        "similar | similar.rows=a similar.query=b similar.max-distance=1 | similar.max-distance: similar does not use it",
        "export | export.rows=a output.path=b export.stddev=true | export.stddev: export does not use it",
        "embed | archive.path=a bundle=b output.table=c catalog.warehouse=d | output.table: c (expected",
        "inspect | output.table= catalog.warehouse=d | bundle: missing (",
        "inspect | bundle=a inspect.nights=4 | inspect.nights: inspect does not use it",
        "inspect | bundle=a output.table=c.d.e | bundle and output.table are both given",
      })
  void whatACommandDoesNotUseIsRefused(String command, String keys, String line) {
    assertThat(mistakes(command(command), keys.split(" ")))
        .singleElement()
        .asString()
        .startsWith(line);
  }

  @Test
  void aFileMayServeSeveralCommands() throws IOException {
    Path file =
        file("archive.path = a, bundle = b, output.path = c, training.epochs = 3, similar.k = 4");

    for (Command command : List.of(new Train(), new Embed(), new Evaluate(), new Generate())) {
      assertThatCode(() -> Mistakes.requireNone(command, Settings.of(List.of(file), List.of())))
          .doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void whatIsRequiredIsWhatIsMissing(Command command) {
    assertThat(mistakes(command))
        .extracting(line -> line.substring(0, line.indexOf(':')))
        .containsExactlyInAnyOrderElementsOf(
            command.keys().required().stream()
                .map(keys -> StringUtils.substringBefore(keys, CommandKeys.OR))
                .toList());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyKeyThatIsDeclaredIsThere(Command command) {
    for (String prefix : command.keys().all()) {
      assertThat(ReferenceKeys.load().under(List.of(prefix))).as(prefix).isNotEmpty();
    }
  }

  static List<Command> commands() {
    return Nightjar.commands();
  }

  private static Command command(String name) {
    return commands().stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  private static List<String> mistakes(Command command, String... overrides) {
    return mistakes(command, Settings.of(List.of(), List.of(overrides)));
  }

  private static List<String> mistakes(Command command, Path file, String... overrides) {
    return mistakes(command, Settings.of(List.of(file), List.of(overrides)));
  }

  private static List<String> mistakes(Command command, Settings settings) {
    return catchThrowableOfType(
            MistakesException.class, () -> Mistakes.requireNone(command, settings))
        .lines();
  }

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("night.conf"), content);
  }
}
