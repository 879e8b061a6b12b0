package io.nightjar.training;

import java.io.Serializable;

/**
 * Consecutive rows of one row group.
 *
 * @param file name in the store's folder
 * @param rowGroup of the file
 * @param groupRows rows that the whole row group has
 * @param from first row
 * @param count rows, 1 or more
 */
record BlockPiece(String file, int rowGroup, int groupRows, int from, int count)
    implements Serializable {
  BlockPiece {
    if (from < 0 || count < 1 || from + count > groupRows) {
      throw new IllegalArgumentException(
          "rows %d to %d of %d".formatted(from, from + count, groupRows));
    }
  }
}
