package io.nightjar.training;

import io.nightjar.CounterRandom;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which rows each worker trains on in one epoch: a pure function of (seed, epoch, workers, block
 * sizes), so nothing is shuffled or scanned to find out.
 *
 * <p>The epoch permutes the blocks, and the rows within each block. That stream of all rows is cut
 * into one share a worker, as equal as can be, and every share into the same number of minibatches:
 * as many as the batch size asks of the largest share, the last ones of an epoch shorter by one row
 * where it does not divide. So every image is seen once an epoch, and no minibatch is so small that
 * its gradient is mostly noise. Minibatches make up rounds. A minibatch of one row could not be
 * normalized: unless the batch size is one, there are fewer and larger ones sooner than that.
 */
final class EpochPlan {
  private final TrainingOptions options;
  private final int epoch;
  private final int[] blockSizes;
  private final long[] blockStarts;
  private final int[] order;
  private final long images;
  private final int minibatches;
  private final int frequency;

  /**
   * @param options with a batch size of their own: {@link TrainingOptions#forImages}
   * @param epoch 0 for the first
   * @param blockSizes rows of each block, in the global order
   */
  EpochPlan(TrainingOptions options, int epoch, int[] blockSizes) {
    this.options = options;
    this.epoch = epoch;
    this.frequency = options.averagingFrequency().at(epoch);
    this.blockSizes = blockSizes.clone();
    this.blockStarts = starts(blockSizes);
    this.order =
        CounterRandom.permutation(
            blockSizes.length, options.seed(), RandomStream.EPOCH_BLOCKS.key(), epoch);
    this.images = IntStream.of(blockSizes).asLongStream().sum();
    this.minibatches = minibatches(options, images);
  }

  /** Never more than the smallest share has rows for. */
  private static int minibatches(TrainingOptions options, long images) {
    long smallest = images / options.workers();
    long largest = (images + options.workers() - 1) / options.workers();
    long wanted = (largest + options.batchSize() - 1) / options.batchSize();
    long most = options.batchSize() == 1 || smallest < 2 ? smallest : smallest / 2;
    return Math.toIntExact(Math.min(wanted, most));
  }

  /** Rounds of this epoch; 0 when a worker has no rows. */
  int rounds() {
    return (minibatches + frequency - 1) / frequency;
  }

  /** Minibatches that each worker runs in this epoch. */
  int minibatches() {
    return minibatches;
  }

  /** Minibatches of each worker between two averagings. */
  int averagingFrequency() {
    return frequency;
  }

  /** Images in all blocks, which all workers together train on in this epoch. */
  long images() {
    return images;
  }

  /** Where a worker's share begins in the epoch's stream of rows. */
  private long share(int worker) {
    return images / options.workers() * worker + Math.min(worker, images % options.workers());
  }

  /**
   * Where a worker's rows of one round lie: block by block, in the order in which it reads them.
   *
   * @param round 0 for the epoch's first
   */
  List<Slice> slices(int round, int worker) {
    long share = share(worker);
    long rows = share(worker + 1) - share;
    int first = Math.min(round * frequency, minibatches);
    int pastLast = Math.min(first + frequency, minibatches);
    return slices(
        share + RoundPlan.rowsBefore(first, rows, minibatches),
        share + RoundPlan.rowsBefore(pastLast, rows, minibatches));
  }

  /** The blocks' parts from one place in the epoch's stream of rows to another. */
  private List<Slice> slices(long from, long to) {
    List<Slice> slices = new ArrayList<>();
    long start = 0;
    for (int block : order) {
      long end = start + blockSizes[block];
      long first = Math.max(from, start);
      long pastLast = Math.min(to, end);
      if (pastLast > first) {
        slices.add(new Slice(block, (int) (first - start), (int) (pastLast - start)));
      }
      start = end;
    }
    return slices;
  }

  /** The slices of every worker in one round, by worker. */
  List<List<Slice>> slices(int round) {
    List<List<Slice>> slices = new ArrayList<>();
    for (int worker = 0; worker < options.workers(); worker++) {
      slices.add(slices(round, worker));
    }
    return slices;
  }

  /**
   * What the workers need to know of one round.
   *
   * @param round 0 for the epoch's first
   */
  RoundPlan round(int round) {
    List<RoundPlan.Share> shares = new ArrayList<>();
    for (int worker = 0; worker < options.workers(); worker++) {
      shares.add(
          new RoundPlan.Share(share(worker + 1) - share(worker), parts(slices(round, worker))));
    }
    return new RoundPlan(options.seed(), epoch, minibatches, round * frequency, shares);
  }

  private List<RoundPlan.Part> parts(List<Slice> slices) {
    return slices.stream()
        .map(
            slice ->
                new RoundPlan.Part(slice, blockSizes[slice.block()], blockStarts[slice.block()]))
        .toList();
  }

  int epoch() {
    return epoch;
  }

  /** Where blocks of these sizes begin in the global order. */
  static long[] starts(int[] sizes) {
    long[] starts = new long[sizes.length];
    for (int i = 1; i < sizes.length; i++) {
      starts[i] = starts[i - 1] + sizes[i - 1];
    }
    return starts;
  }

  /**
   * Part of a block's permuted rows.
   *
   * @param block index; it has rows
   * @param from first place in {@link RoundPlan#rowOrder}
   * @param to one past the last
   */
  record Slice(int block, int from, int to) implements Serializable {}
}
