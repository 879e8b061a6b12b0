package io.nightjar.job;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Option;

/** The layers of configuration as a command line gives them. */
final class ConfigOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = {
        "Read keys from a HOCON file, or from standard input (-); the later of several wins."
            + " $${NAME} in it is that environment variable's value: so are secrets kept out of ps."
      })
  private final List<Path> files = new ArrayList<>();

  private CommandSpec spec;
  private String place = "";

  /**
   * Adds the pairs to a command line, and its help.
   *
   * @param at which of its parameters they are, for example {@code 0..*}
   * @param keys what completion offers, by name or prefix
   */
  void addTo(CommandSpec line, String at, List<String> keys) {
    spec = line;
    place = at;
    line.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).description("Show this help.").build());
    line.addPositional(
        PositionalParamSpec.builder()
            .index(at)
            .arity("0..*")
            .paramLabel("KEY=VALUE")
            .description("Set a key; wins over every file.")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .completionCandidates(() -> candidates(keys))
            .build());
  }

  private static Iterator<String> candidates(List<String> keys) {
    return ReferenceKeys.load().under(keys).stream().map(key -> key.name() + "=").iterator();
  }

  Settings settings() {
    return Settings.of(files, pairs());
  }

  private List<String> pairs() {
    return spec.positionalParameters().stream()
        .filter(parameter -> parameter.index().toString().equals(place))
        .findFirst()
        .map(parameter -> parameter.<List<String>>getValue())
        .orElse(List.of());
  }
}
