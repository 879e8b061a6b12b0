package io.nightjar.job;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The part of a command's help that {@code reference.conf} writes: its keys. */
final class KeysHelp {
  /** Columns of the screen. */
  static final int WIDTH = 100;

  private static final String SECTION = "keys";
  private static final int NAME_WIDTH = 33;

  private KeysHelp() {}

  /** Adds a command's keys and example to the end of its help. */
  static void addTo(UsageMessageSpec usage, Command command) {
    List<String> sections = new ArrayList<>(usage.sectionKeys());
    sections.add(SECTION);
    usage.sectionKeys(sections);
    usage.sectionMap().put(SECTION, help -> keys(help, command) + example(command));
  }

  private static String keys(Help help, Command command) {
    Column names = new Column(NAME_WIDTH, 2, Overflow.SPAN);
    Column meanings = new Column(WIDTH - NAME_WIDTH, 1, Overflow.WRAP);
    TextTable table = TextTable.forColumns(help.colorScheme(), names, meanings);
    ReferenceKeys.load().under(command.keys().all()).forEach(key -> addTo(table, key));
    return "%nKeys:%n".formatted() + table;
  }

  private static void addTo(TextTable table, Key key) {
    table.addRowValues(key.name(), key.meaning() + defaultOf(key));
  }

  private static String defaultOf(Key key) {
    String value = key.defaultValue();
    return value.isEmpty() ? "" : " Default: " + value;
  }

  private static String example(Command command) {
    return "%nExample:%n  nightjar %s%n".formatted(command.example());
  }
}
