package io.nightjar.job;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.commons.lang3.StringUtils;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;

/** Rows of text in aligned columns, each as wide as its widest cell. */
final class Table {
  private static final int GAP = 2;

  private final List<String[]> rows = new ArrayList<>();
  private final Set<Integer> right = new HashSet<>();

  /** Aligns columns to the right, as numbers are read; the first one is 0. */
  Table alignRight(int... columns) {
    IntStream.of(columns).forEach(right::add);
    return this;
  }

  /**
   * Adds a row.
   *
   * @param cells as many in every row
   */
  Table row(String... cells) {
    rows.add(cells.clone());
    return this;
  }

  /** The rows added, a line each. */
  @Override
  public String toString() {
    if (rows.isEmpty()) {
      return "";
    }
    Column[] columns =
        IntStream.range(0, rows.get(0).length)
            .mapToObj(index -> new Column(width(index) + GAP, 0, Overflow.TRUNCATE))
            .toArray(Column[]::new);
    TextTable table = TextTable.forColumns(Help.defaultColorScheme(Ansi.OFF), columns);
    rows.forEach(row -> table.addRowValues(aligned(row)));
    return table.toString();
  }

  private String[] aligned(String[] row) {
    String[] cells = row.clone();
    right.forEach(column -> cells[column] = StringUtils.leftPad(row[column], width(column)));
    return cells;
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row[column].length()).max().orElseThrow();
  }
}
