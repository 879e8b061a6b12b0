package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.runtime.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the program tells of itself: help, configuration, completion, version. */
final class ProgramTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path folder;

  @Test
  void theLaunchersUsageNamesEveryCommand() throws IOException {
    Set<String> commands =
        new Nightjar(console(), run -> {})
            .commandLine(Nightjar.commands())
            .getSubcommands()
            .keySet();
    String script = Files.readString(Path.of("jobs/nightjar"));
    String usage = script.substring(script.indexOf("  COMMAND  "), script.indexOf("\nTEXT\n"));

    assertThat(usage.replaceAll("^ *COMMAND +|;(?s).*", "").replaceAll("\\s+", " ").split(", "))
        .containsExactlyInAnyOrderElementsOf(commands);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpFoldsSharedKeysAndAllUnfoldsThem(Command command) {
    CommandKeys keys = command.keys();
    assertThat(nightjar(command.name(), "--help")).isZero();
    String folded = out.toString();
    out.getBuffer().setLength(0);
    assertThat(nightjar("help", command.name(), "--all")).isZero();
    String all = out.toString();

    assertThat(folded.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    assertThat(all.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    assertThat(names(folded))
        .startsWith(names(keys.requiredNames()).toArray(String[]::new))
        .containsAll(names(keys.own()));
    assertThat(names(all)).containsExactlyInAnyOrderElementsOf(names(keys.all()));
    assertThat(folded.lines().filter(line -> line.matches("  report\\.\\* +Where .*"))).hasSize(1);
    assertThat(folded.length()).isLessThan(all.length());
  }

  private static List<String> names(List<String> prefixes) {
    return ReferenceKeys.load().under(prefixes).stream().map(Key::name).toList();
  }

  /** The keys that stand at the beginning of a line. */
  private static List<String> names(String help) {
    Set<String> known =
        Set.copyOf(names(commands().stream().flatMap(c -> c.keys().all().stream()).toList()));
    return help.lines()
        .filter(line -> line.matches("  \\S.*"))
        .map(line -> line.strip().replaceFirst(" .*", ""))
        .filter(known::contains)
        .toList();
  }

  @Test
  void helpIsWhatTheOptionShows() {
    nightjar("help", "train");
    String help = out.toString();
    out.getBuffer().setLength(0);
    nightjar("train", "--help");
    assertThat(out.toString()).isEqualTo(help).contains("$" + "{NAME}", "--config=FILE");
    out.getBuffer().setLength(0);

    assertThat(nightjar("help")).isZero();
    assertThat(out.toString()).contains("synthesize", "maintain", "completion");
    assertThat(nightjar("help", "trian")).isEqualTo(2);
    assertThat(nightjar("config", "trian")).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsOnly("nightjar: Unknown command trian (did you mean train?)")
        .hasSize(2);
    assertThat(nightjar("train", "--all")).isEqualTo(2);
  }

  @Test
  void completionKnowsCommandsAndKeys() {
    assertThat(nightjar("completion")).isZero();

    assertThat(out.toString())
        .contains("complete -F _nightjar_keys", "archive.path=", "training.epochs=", "maintain");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void versionNamesTheCommitAndNativeLibraries() {
    assertThat(nightjar("--version")).isZero();
    assertThat(out.toString())
        .containsPattern("nightjar \\S+ \\(commit ([0-9a-f]{12}(-dirty)?|unknown)\\)")
        .contains("spark 3.5", "java 17", "onnxruntime ", "opencv ", "onednn ", "dl4j ");
  }

  @Test
  void configSaysWhereValuesComeFromAndIsTakenAgain() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("night.conf"),
            "home = x\nmodel.dense.widths = [7, 5]\nbundle = "
                + "$"
                + "{HOME}/b\ncatalog.properties { \"a.b\" = 3, \"x y\" = z, uri = \"j://u:hunter2@h\"\n"
                + " password = hunter2 }\n");
    String[] embed = {
      "config",
      "embed",
      "--config",
      file.toString(),
      "archive.path=a \"b\"\n# $" + "{x}",
      "archive.names=*.jpg,s/**",
      "embed.batch-size=16"
    };
    assertThat(nightjar(embed)).isEqualTo(2);
    assertThat(err.toString()).contains("night.conf:1: Unknown key home");

    Files.writeString(file, Files.readString(file).replace("home = x", ""));
    assertThat(nightjar(embed)).isZero();
    assertThat(out.toString().lines())
        .contains(
            "embed.batch-size = \"16\" # command line",
            "embed.engine = \"onnx\" # reference.conf",
            "bundle = \"%s/b\" # %s".formatted(System.getenv("HOME"), bundleOrigin()),
            "catalog.properties.a.b = 3 # " + file + ":4",
            "# catalog.properties.password = *** # " + file + ":5; a secret: give it again")
        .anyMatch(line -> line.startsWith("# output.path: missing ("))
        .doesNotContain("hunter2");

    Settings given = Settings.of(List.of(file), List.of(embed[4], embed[5], embed[6]));
    Path printed = Files.writeString(folder.resolve("printed.conf"), out.toString());
    Settings again = Settings.of(List.of(printed), List.of());
    assertThat(again.unknown()).isEmpty();
    assertThat(unwrapped(again))
        .isEqualTo(unwrapped(given, "catalog.properties.password", "catalog.properties.uri"));
  }

  private String bundleOrigin() {
    return out.toString()
        .lines()
        .filter(line -> line.startsWith("bundle = "))
        .map(line -> line.replaceFirst(".* # ", ""))
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, Object> unwrapped(Settings settings, String... without) {
    Map<String, Object> values = new TreeMap<>();
    settings
        .effective(new Embed().keys())
        .forEach((name, value) -> values.put(name, value.unwrapped()));
    values.keySet().removeAll(List.of(without));
    return values;
  }

  @Test
  void aMaskThatIsGivenBackIsRefused() {
    assertThat(nightjar("maintain", "output.table=a.b.c", "catalog.properties.password=***"))
        .isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            "nightjar: catalog.properties.password: *** stands for a secret that was not shown:"
                + " give the secret\n");
  }

  static List<Command> commands() {
    return Nightjar.commands();
  }

  private int nightjar(String... arguments) {
    return new Nightjar(console(), run -> {}).run(Nightjar.commands(), arguments);
  }

  private Console console() {
    return new Console(new PrintWriter(out), new PrintWriter(err), Progress.none());
  }
}
