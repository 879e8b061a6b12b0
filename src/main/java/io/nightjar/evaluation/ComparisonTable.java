package io.nightjar.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The figures of a comparison, a row each; beside the bundles' what N(0, I) itself would have.
 *
 * @param images they are of
 * @param standardCoverage what as many draws of N(0, I) cover of |z| ≤ 2
 * @param columns the two sides
 */
record ComparisonTable(int images, double standardCoverage, List<ComparisonPage.Column> columns) {
  /** Units that get a row, at most: the page is about latents that can be drawn. */
  private static final int MAX_UNITS = 8;

  private static final String NONE = "–";

  ComparisonTable {
    columns = List.copyOf(columns);
  }

  /**
   * A line of the table.
   *
   * @param name what it is, with its unit
   * @param cells one a bundle, then N(0, I)'s
   */
  record Row(String name, List<String> cells) {}

  List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    rows.add(row("Reconstruction, MSE per pixel value", f -> "%.4f".formatted(f.mse()), NONE));
    rows.add(row("KL(q(z|x) ‖ N(0, I)), nats an image", f -> number(f.kl(), "%.2f"), NONE));
    int units = columns.stream().mapToInt(c -> c.figures().means().size()).max().orElse(0);
    for (int unit = 0; unit < Math.min(units, MAX_UNITS); unit++) {
      int index = unit;
      rows.add(
          row(
              "Unit u%d over the images, mean ± deviation".formatted(unit),
              f -> unit(f, index),
              "0 ± 1"));
    }
    String standard = percent(standardCoverage);
    rows.add(row("Grid over |z| ≤ 2 with data near it", f -> percent(f.coverage()), standard));
    rows.add(row("The same at its own scale", f -> percent(f.ownCoverage()), standard));
    rows.add(
        row(
            "KL of the aggregate posterior's Gaussian from N(0, I), nats",
            f -> number(f.distance(), "%.2f"),
            "0"));
    return rows;
  }

  private Row row(String name, Function<LatentFigures, String> cell, String standard) {
    List<String> cells = new ArrayList<>();
    columns.forEach(column -> cells.add(cell.apply(column.figures())));
    cells.add(standard);
    return new Row(name, List.copyOf(cells));
  }

  private static String unit(LatentFigures figures, int unit) {
    return unit < figures.means().size()
        ? "%.2f ± %.2f".formatted(figures.means().get(unit), figures.stddevs().get(unit))
        : NONE;
  }

  static String percent(double fraction) {
    return Double.isNaN(fraction) ? NONE : "%.0f%%".formatted(100 * fraction);
  }

  /** A figure, where there is one. */
  private static String number(double value, String format) {
    if (Double.isNaN(value)) {
      return NONE;
    }
    return Double.isInfinite(value) ? "∞ (a unit does not vary)" : format.formatted(value);
  }
}
