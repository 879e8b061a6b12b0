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
 * <p>The epoch permutes the blocks and deals them to the workers in turn; the rows within a block
 * are permuted too. A worker's stream of rows is cut into minibatches, as many for every worker as
 * the shortest stream fills, and those into rounds. The few rows over are other ones each epoch.
 */
final class EpochPlan {
  private final TrainingOptions options;
  private final int epoch;
  private final int[] blockSizes;
  private final long[] blockStarts;
  private final List<List<Integer>> dealt;
  private final int batchSize;
  private final int minibatches;
  private final int frequency;

  /**
   * @param epoch 0 for the first
   * @param blockSizes rows of each block, in the global order
   */
  EpochPlan(TrainingOptions options, int epoch, int[] blockSizes) {
    this.options = options;
    this.epoch = epoch;
    this.frequency = options.averagingFrequency().at(epoch);
    this.blockSizes = blockSizes.clone();
    this.blockStarts = starts(blockSizes);
    this.dealt = deal();
    long shortest = dealt.stream().mapToLong(this::rows).min().orElse(0);
    this.batchSize = (int) Math.min(options.batchSize(), shortest);
    this.minibatches = batchSize == 0 ? 0 : (int) (shortest / batchSize);
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

  /** Images that all workers together train on in this epoch. */
  long examples() {
    return (long) minibatches * batchSize * options.workers();
  }

  /** Images in all blocks. */
  long images() {
    return IntStream.of(blockSizes).asLongStream().sum();
  }

  /** Rows of a minibatch: the batch size, or less where a worker has fewer rows than that. */
  int batchSize() {
    return batchSize;
  }

  /**
   * Where a worker's rows of one round lie: block by block, in the order in which it reads them.
   *
   * @param round 0 for the epoch's first
   */
  List<Slice> slices(int round, int worker) {
    long from = (long) round * frequency * batchSize;
    long to = Math.min(from + (long) frequency * batchSize, (long) minibatches * batchSize);
    List<Slice> slices = new ArrayList<>();
    long start = 0;
    for (int block : dealt.get(worker)) {
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
    return new RoundPlan(
        options.seed(),
        epoch,
        minibatches,
        round * frequency,
        batchSize,
        slices(round).stream().map(this::parts).toList());
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

  private List<List<Integer>> deal() {
    List<List<Integer>> hands = new ArrayList<>();
    for (int worker = 0; worker < options.workers(); worker++) {
      hands.add(new ArrayList<>());
    }
    int[] order =
        CounterRandom.permutation(
            blockSizes.length, options.seed(), RandomStream.EPOCH_BLOCKS.key(), epoch);
    for (int i = 0; i < order.length; i++) {
      hands.get(i % options.workers()).add(order[i]);
    }
    return hands;
  }

  private long rows(List<Integer> blocks) {
    return blocks.stream().mapToLong(block -> blockSizes[block]).sum();
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
