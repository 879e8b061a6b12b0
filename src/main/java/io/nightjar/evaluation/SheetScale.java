package io.nightjar.evaluation;

import java.util.List;

/**
 * A scale over a sheet's columns.
 *
 * @param row it stands above this one, from 0
 * @param name what it counts, in a line above the ticks
 * @param ticks one a column, from the first
 */
public record SheetScale(int row, String name, List<String> ticks) {
  public SheetScale {
    ticks = List.copyOf(ticks);
  }
}
