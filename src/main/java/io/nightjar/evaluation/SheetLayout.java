package io.nightjar.evaluation;

import java.util.List;
import java.util.Optional;

/**
 * Where a sheet's images stand further apart than elsewhere, and what its rows and columns are
 * called.
 *
 * @param rowsPerGroup rows that belong together, 1 or more: a wider gap follows them
 * @param columnGaps columns, from 0, before which there is a wider gap
 * @param labels one a row, to its left; empty for none
 * @param scale over the columns, if there is one
 */
public record SheetLayout(
    int rowsPerGroup, List<Integer> columnGaps, List<String> labels, Optional<SheetScale> scale) {
  public SheetLayout {
    columnGaps = List.copyOf(columnGaps);
    labels = List.copyOf(labels);
  }

  public SheetLayout(int rowsPerGroup) {
    this(rowsPerGroup, List.of(), List.of(), Optional.empty());
  }

  /** The same with other gaps between columns. */
  public SheetLayout withColumnGaps(List<Integer> gaps) {
    return new SheetLayout(rowsPerGroup, gaps, labels, scale);
  }

  /** The same with other labels. */
  public SheetLayout withLabels(List<String> others) {
    return new SheetLayout(rowsPerGroup, columnGaps, others, scale);
  }

  /** The same with a scale. */
  public SheetLayout withScale(SheetScale other) {
    return new SheetLayout(rowsPerGroup, columnGaps, labels, Optional.of(other));
  }

  /** Wider gaps above a row. */
  int gapsAbove(int row) {
    return row / rowsPerGroup;
  }

  /** Whether a row is below the scale. */
  boolean isBelowScale(int row) {
    return scale.isPresent() && row >= scale.get().row();
  }

  /** Wider gaps to the left of a column. */
  int gapsBefore(int column) {
    return (int) columnGaps.stream().filter(gap -> gap <= column).count();
  }
}
