package io.nightjar.training;

import io.nightjar.CounterRandom;
import java.io.Serializable;
import java.util.List;

/**
 * One round of an {@link EpochPlan}, as it is sent to the workers: as long as the round's blocks
 * are many, and not the store's.
 *
 * @param seed of the run
 * @param epoch 0 for the first
 * @param epochMinibatches of each worker in the whole epoch
 * @param minibatchesBefore of each worker in the epoch's earlier rounds
 * @param batchSize rows of a minibatch
 * @param parts of blocks that each worker reads, in its order
 */
record RoundPlan(
    long seed,
    int epoch,
    int epochMinibatches,
    int minibatchesBefore,
    int batchSize,
    List<List<Part>> parts)
    implements Serializable {
  RoundPlan {
    parts = parts.stream().map(List::copyOf).toList();
  }

  /** This epoch's order of the rows of a block. */
  int[] rowOrder(Part part) {
    return CounterRandom.permutation(
        part.rows(), seed, RandomStream.EPOCH_ROWS.key(), epoch, part.slice().block());
  }

  /**
   * How far training is when a worker begins a minibatch: epochs done, with fractions.
   *
   * @param minibatch 0 for the round's first
   */
  double progress(int minibatch) {
    return epoch + ((double) minibatchesBefore + minibatch) / epochMinibatches;
  }

  /**
   * Rows of one block.
   *
   * @param slice of the block's permuted rows
   * @param rows of the whole block
   * @param start the block's first place in the global order of all images
   */
  record Part(EpochPlan.Slice slice, int rows, long start) implements Serializable {
    /** The place of a row in the global order. */
    long position(int row) {
      return start + row;
    }
  }
}
