package io.nightjar.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.lang3.StringUtils;
import org.apache.commons.text.WordUtils;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The part of a command's help that {@code reference.conf} writes: its keys. */
final class KeysHelp {
  /** Columns of the screen. */
  static final int WIDTH = 100;

  /** Shows what is folded otherwise. */
  static final String ALL = "--all";

  private static final String SECTION = "keys";
  private static final int NAME_WIDTH = 33;

  private final ReferenceKeys reference = ReferenceKeys.load();
  private final CommandKeys keys;
  private final Help help;

  private KeysHelp(CommandKeys keys, Help help) {
    this.keys = keys;
    this.help = help;
  }

  /** Adds a command's keys and example to the end of its help. */
  static void addTo(UsageMessageSpec usage, Command command) {
    List<String> sections = new ArrayList<>(usage.sectionKeys());
    sections.add(SECTION);
    usage.sectionKeys(sections);
    usage
        .sectionMap()
        .put(SECTION, help -> new KeysHelp(command.keys(), help).text() + example(command));
  }

  private String text() {
    boolean all = help.commandSpec().commandLine().getParseResult().hasMatchedOption(ALL);
    return section(
            "Required keys" + alternatives(), explained(reference.under(keys.requiredNames())))
        + section("Its own keys", explained(others(keys.own())))
        + (all
            ? section("Keys that it shares", explained(others(keys.shared())))
            : section("Keys that it shares (--help --all explains each)", folded()));
  }

  private String alternatives() {
    return keys.required().stream()
        .filter(some -> some.contains(CommandKeys.OR))
        .map(" (%s, not both)"::formatted)
        .collect(Collectors.joining());
  }

  private String section(String title, TextTable table) {
    return "%n%s:%n".formatted(title) + table;
  }

  /** The keys under prefixes, without the required ones. */
  private List<Key> others(List<String> prefixes) {
    return reference.under(prefixes).stream()
        .filter(key -> !keys.requiredNames().contains(key.name()))
        .toList();
  }

  private TextTable explained(List<Key> some) {
    TextTable table = table();
    some.forEach(key -> table.addRowValues(key.name(), key.meaning() + defaultOf(key)));
    return table;
  }

  /** A line for each prefix. */
  private TextTable folded() {
    TextTable table = table();
    for (String prefix : keys.shared()) {
      List<Key> some = others(List.of(prefix));
      Optional<Key> single = some.stream().filter(key -> key.name().equals(prefix)).findFirst();
      table.addRowValues(
          single.map(Key::name).orElse(prefix + ".*"),
          StringUtils.abbreviate(
              single.map(Key::meaning).orElseGet(() -> reference.meaningOf(prefix)),
              "…",
              WIDTH - NAME_WIDTH - 1));
    }
    return table;
  }

  private TextTable table() {
    Column names = new Column(NAME_WIDTH, 2, Overflow.SPAN);
    Column meanings = new Column(WIDTH - NAME_WIDTH, 1, Overflow.WRAP);
    return TextTable.forColumns(help.colorScheme(), names, meanings);
  }

  private static String defaultOf(Key key) {
    String value = key.defaultValue();
    return value.isEmpty() ? "" : " Default: " + value;
  }

  private static String example(Command command) {
    String line =
        WordUtils.wrap("nightjar " + command.example(), WIDTH - 6, " \\%n    ".formatted(), false);
    return "%nExample:%n  ".formatted() + line + System.lineSeparator();
  }
}
