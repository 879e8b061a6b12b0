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
 * @param shares of the workers, in their order
 */
record RoundPlan(
    long seed, int epoch, int epochMinibatches, int minibatchesBefore, List<Share> shares)
    implements Serializable {
  RoundPlan {
    shares = List.copyOf(shares);
  }

  /**
   * Rows of a worker's minibatch.
   *
   * @param minibatch 0 for the round's first
   */
  int rows(int worker, int minibatch) {
    long rows = shares.get(worker).rows();
    int ofEpoch = minibatchesBefore + minibatch;
    return (int)
        (rowsBefore(ofEpoch + 1, rows, epochMinibatches)
            - rowsBefore(ofEpoch, rows, epochMinibatches));
  }

  /**
   * Rows of a share that come before a minibatch: the first minibatches of an epoch have one more
   * than the last where the rows do not divide, so their size changes once.
   *
   * @param minibatch 0 for the epoch's first
   * @param rows of the worker in the whole epoch
   */
  static long rowsBefore(int minibatch, long rows, int epochMinibatches) {
    return rows / epochMinibatches * minibatch + Math.min(minibatch, rows % epochMinibatches);
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
   * One worker's part of a round.
   *
   * @param rows of the worker in the whole epoch
   * @param parts of blocks that it reads, in its order
   */
  record Share(long rows, List<Part> parts) implements Serializable {
    Share {
      parts = List.copyOf(parts);
    }
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
