package io.nightjar.job;

import io.nightjar.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.commons.lang3.StringUtils;

/**
 * Rows of text in aligned columns, each as wide as its widest cell. A cell is one line, whatever is
 * in it.
 */
final class Table {
  private static final int GAP = 2;

  private final List<String[]> rows = new ArrayList<>();
  private final Set<Integer> right = new HashSet<>();
  private int margin;

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
    rows.add(Arrays.stream(cells).map(Printable::line).toArray(String[]::new));
    return this;
  }

  /** Moves all rows to the right by so many spaces. */
  Table indent(int spaces) {
    margin = spaces;
    return this;
  }

  /** The rows added, a line each. */
  @Override
  public String toString() {
    if (rows.isEmpty()) {
      return "";
    }
    int[] widths = IntStream.range(0, rows.get(0).length).map(this::width).toArray();
    StringBuilder lines = new StringBuilder();
    for (String[] row : rows) {
      lines.append(" ".repeat(margin));
      for (int column = 0; column < row.length; column++) {
        lines.append(aligned(row[column], column, widths[column]));
      }
      lines.append('\n');
    }
    return lines.toString();
  }

  private String aligned(String cell, int column, int width) {
    String text = right.contains(column) ? StringUtils.leftPad(cell, width) : cell;
    return StringUtils.rightPad(text, width + GAP);
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row[column].length()).max().orElseThrow();
  }
}
