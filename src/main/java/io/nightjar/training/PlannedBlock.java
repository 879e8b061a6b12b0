package io.nightjar.training;

import java.io.Serializable;
import java.util.List;

/**
 * A block as an epoch's plan counts it: a run of the global order, in one row group or over the
 * edge of two.
 *
 * @param index place among the blocks
 * @param pieces where its rows are, in the global order
 */
record PlannedBlock(int index, List<BlockPiece> pieces) implements Serializable {
  PlannedBlock {
    pieces = List.copyOf(pieces);
  }

  int rows() {
    return pieces.stream().mapToInt(BlockPiece::count).sum();
  }
}
