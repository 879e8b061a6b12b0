package io.nightjar.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.InvalidInputException;
import io.nightjar.OddNames;
import io.nightjar.image.ImageShape;
import io.nightjar.image.Resize;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsTest {
  @TempDir Path folder;

  @Test
  void globsAreAListOrTextWithCommasBetweenThem() throws IOException {
    Path file = Files.writeString(folder.resolve("a.conf"), "archive.names = [\"*.{a,b}\", x]");

    assertThat(Settings.of(List.of(file), List.of()).globs("archive.names"))
        .containsExactly("*.{a,b}", "x");
    assertThat(
            Settings.of(List.of(), List.of("archive.names=*.{jpg,png}, s/**,"))
                .globs("archive.names"))
        .containsExactly("*.{jpg,png}", "s/**");
    assertThat(Settings.of(List.of(), List.of()).globs("archive.names")).isEmpty();
    assertThat(Settings.of(List.of(), List.of("archive.names=")).globs("archive.names")).isEmpty();
  }

  @Test
  void takesDefaultsFromReference() {
    Settings settings = given();

    assertThat(settings.integer("training.epochs")).isEqualTo(10);
    assertThat(settings.decimal("training.learning-rate")).isEqualTo(0.001);
    assertThat(settings.flag("model.variational")).isTrue();
    assertThat(settings.choice("image.resize", Resize.class)).isEqualTo(Resize.STRETCH);
    assertThat(settings.integers("model.dense.widths")).containsExactly(512, 256);
    assertThat(settings.integersOrAuto("model.convolutional.channels")).isEmpty();
    assertThat(settings.integerOrAuto("training.threads-per-worker")).isEmpty();
    assertThat(settings.optionalString("report.path")).isEmpty();
  }

  @Test
  void laterLayersWin() throws IOException {
    Path first = file("first.conf", "training { epochs = 2, workers = 3, batch-size = 4 }");
    Path second = file("second.conf", "training { workers = 5, batch-size = 6 }");

    Settings settings = Settings.of(List.of(first, second), List.of("training.batch-size=7"));

    assertThat(settings.integer("training.epochs")).isEqualTo(2);
    assertThat(settings.integer("training.workers")).isEqualTo(5);
    assertThat(settings.integer("training.batch-size")).isEqualTo(7);
  }

  @Test
  void lastOfRepeatedOverridesWins() {
    assertThat(given("training.epochs=2", "training.epochs=3").integer("training.epochs"))
        .isEqualTo(3);
  }

  @Test
  void resolvesSubstitutionsAcrossLayers() throws IOException {
    Path base = file("base.conf", "archive.path = /data\nbundle = ${archive.path}\"/my.bundle\"");

    Settings settings = Settings.of(List.of(base), List.of("archive.path=/other"));

    assertThat(settings.string("bundle")).isEqualTo("/other/my.bundle");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hdfs://nn:8020/a#b",
        "s3a://bucket/year=2026/{a,b}",
        "/with space/[1]/\"quoted\"",
        "a=b",
        "$home",
        "été/写真",
        "007",
        "true"
      })
  void takesOverriddenTextVerbatim(String path) {
    assertThat(given("archive.path=" + path).string("archive.path")).isEqualTo(path);
  }

  @Test
  void whatIsKeptHasNoSecrets() {
    assertThat(given("archive.path=s3a://KEY:hunter2@b/x").canonical(List.of("archive")))
        .containsEntry("archive.path", "s3a://KEY:***@b/x");
  }

  @Test
  void givesHadoopPaths() {
    assertThat(given("bundle=hdfs://nn:8020/out/my.bundle/").path("bundle"))
        .hasToString("hdfs://nn:8020/out/my.bundle");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[32,64]", "32,64", " [ 32 , 64 ] "})
  void readsListsWithAndWithoutBrackets(String list) {
    assertThat(
            given("model.convolutional.channels=" + list)
                .integersOrAuto("model.convolutional.channels"))
        .contains(List.of(32, 64));
  }

  @Test
  void readsNumbersOfOverrides() {
    Settings settings =
        given("training.learning-rate=1e-4", "training.seed=-9000000000", "training.epochs=1e2");

    assertThat(settings.decimal("training.learning-rate")).isEqualTo(1e-4);
    assertThat(settings.longInteger("training.seed")).isEqualTo(-9_000_000_000L);
    assertThat(settings.integer("training.epochs")).isEqualTo(100);
  }

  @ParameterizedTest
  @CsvSource({
    "training.epoch, training.epochs",
    "trainin.epochs, training.epochs",
    "epochs, training.epochs",
    "output.overwite, output.overwrite",
    "archiv.path, archive.path"
  })
  void refusesUnknownKeyNamingTheNearest(String unknown, String nearest) {
    assertThat(given(unknown + "=1").unknown())
        .containsExactly("Unknown key %s (did you mean %s?)".formatted(unknown, nearest));
  }

  @Test
  void namesFileAndLineOfUnknownKey() throws IOException {
    Path file = file("night.conf", "training {\n  epochs = 3\n  epoch = 3\n}");

    assertThat(Settings.of(List.of(file), List.of()).unknown())
        .containsExactly(
            "%s:3: Unknown key training.epoch (did you mean training.epochs?)".formatted(file));
  }

  @Test
  void refusesValueInPlaceOfGroup() {
    assertThat(given("training=3").unknown())
        .singleElement()
        .asString()
        .startsWith("Unknown key training (did you mean ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a..b=1", ".=1", "a b=1", "\"=1", "catalog.x=1"})
  void refusesOddKeys(String override) {
    assertThat(given(override).unknown()).singleElement().asString().startsWith("Unknown key ");
  }

  @Test
  void acceptsEveryReferenceKey() {
    assertThat(given().unknown()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"many", "2.5", "", "99999999999", "[1]"})
  void refusesWhatIsNoInteger(String value) {
    assertRefused(() -> given("training.epochs=" + value).integer("training.epochs"))
        .hasMessage("training.epochs: \"%s\" (expected an integer)", value);
  }

  @Test
  void refusesOtherWrongTypes() {
    Settings settings =
        given(
            "model.beta=NaN",
            "model.variational=maybe",
            "model.dense.widths=1,b",
            "training.threads-per-worker=all",
            "image.resize=shrink");

    assertRefused(() -> settings.decimal("model.beta"))
        .hasMessage("model.beta: \"NaN\" (expected a number)");
    assertRefused(() -> settings.flag("model.variational"))
        .hasMessage("model.variational: \"maybe\" (expected true or false)");
    assertRefused(() -> settings.integers("model.dense.widths"))
        .hasMessage("model.dense.widths: \"b\" (expected a list of integers)");
    assertRefused(() -> settings.integerOrAuto("training.threads-per-worker"))
        .hasMessage("training.threads-per-worker: \"all\" (expected auto or an integer)");
    assertRefused(() -> settings.choice("image.resize", Resize.class))
        .hasMessage("image.resize: \"shrink\" (expected stretch, crop or fit)");
  }

  @Test
  void namesFileAndLineOfWrongType() throws IOException {
    Path file = file("night.conf", "\ntraining.epochs = {}\nbundle = [a]");
    Settings settings = Settings.of(List.of(file), List.of());

    assertRefused(() -> settings.integer("training.epochs"))
        .hasMessage("%s:2: training.epochs: {} (expected an integer)", file);
    assertRefused(() -> settings.string("bundle"))
        .hasMessage("%s:3: bundle: [\"a\"] (expected text)", file);
  }

  @Test
  void saysWhatMissingKeyIsAndHowToGiveIt() {
    assertRefused(() -> given().string("bundle"))
        .hasMessage(
            "bundle: missing (the bundle's directory: train writes it, the other commands read it;"
                + " for example bundle=out/my.bundle)");
  }

  @Test
  void takesNullForMissing() throws IOException {
    Path file = file("night.conf", "bundle = x, bundle = null");

    assertThat(Settings.of(List.of(file), List.of()).optionalPath("bundle")).isEmpty();
  }

  @Test
  void givesRecordsComplaintsTheirFullKey() {
    assertRefused(() -> given().checked("image", () -> new ImageShape(2, 64, 64)))
        .hasMessage("image.channels: 2 (expected 1 or 3)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"training.epochs", "=3", ""})
  void refusesOverrideWithoutKeyOrValue(String override) {
    assertRefused(() -> given(override)).hasMessage("%s: expected KEY=VALUE", override);
  }

  @Test
  void whatIsReadMayHaveAnyName() {
    for (String name : OddNames.all()) {
      Settings settings = given("archive.path=" + name);

      assertThat(settings.optionalInput("archive.path", new Configuration()))
          .hasValueSatisfying(path -> assertThat(path.getName()).isEqualTo(name));
    }
    assertThat(given().optionalInput("archive.path", new Configuration())).isEmpty();
    assertRefused(
            () ->
                given("archive.path=s3a://[x/y").optionalInput("archive.path", new Configuration()))
        .hasMessage("archive.path: \"s3a://[x/y\" (expected a path)");
  }

  @Test
  void refusesMissingFile() {
    assertRefused(() -> Settings.of(List.of(Path.of("no", "such.conf")), List.of()))
        .hasMessage("Cannot read configuration no/such.conf: no such file");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "training {\\n  epochs = 3\\nmodel {\\n}\\n | 1: the brace { is never closed",
        "a = 1 # {\\nb = [1, 2\\nc = 3\\n | 2: the bracket [ is never closed",
        "a = {\\n  b = [1\\n}\\n | 2: the bracket [ is never closed",
        "a = 1\\nb = \"x\\nc = 3\\n | 2: the quote \" is never closed",
        "a = 1\\n\\nb = \"\"\"x\\nc = 3\\n | 3: the quote \" is never closed",
        "a = \"\"\"\\n{\\n\"\"\"\"\\nb = \"\\\"{\" // {\\nc {\\n | 5: the brace { is never closed",
      })
  void namesTheLineOfWhatIsNeverClosed(String text, String fault) throws IOException {
    Path file = file("broken.conf", text.replace("\\n", "\n"));

    assertRefused(() -> Settings.of(List.of(file), List.of()))
        .hasMessage("Cannot read configuration %s:%s", file, fault);
  }

  @Test
  void namesLineOfOtherFaults() throws IOException {
    Path file = file("broken.conf", "a = 1\nb = 2 }\n");

    assertRefused(() -> Settings.of(List.of(file), List.of()))
        .hasMessageStartingWith("Cannot read configuration %s: 2: ", file);
  }

  @Test
  void readsStandardInput() {
    InputStream before = System.in;
    try {
      System.setIn(new ByteArrayInputStream("a = ${HOME}\nbundle = ${a}/é\n".getBytes(UTF_8)));
      Settings settings = Settings.of(List.of(Path.of("-")), List.of());

      assertThat(settings.string("bundle")).isEqualTo(System.getenv("HOME") + "/é");
      assertThat(settings.unknown()).containsExactly("Unknown key a (did you mean similar.k?)");
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void namesUnresolvedSubstitution() throws IOException {
    Path file = file("night.conf", "bundle = ${no.such.key}");

    assertRefused(() -> Settings.of(List.of(file), List.of()))
        .hasMessageContaining("night.conf: 1")
        .hasMessageContaining("${no.such.key}");
  }

  private static AbstractThrowableAssert<?, ?> assertRefused(Runnable reading) {
    return assertThatThrownBy(reading::run)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageNotContaining("\n");
  }

  private static Settings given(String... overrides) {
    return Settings.of(List.of(), List.of(overrides));
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }
}
