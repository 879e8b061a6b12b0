package io.nightjar.training;

import io.nightjar.CheckFailedException;
import io.nightjar.CounterRandom;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.Minibatch;
import io.nightjar.runtime.NativeLibraries;
import java.util.Iterator;
import org.apache.spark.api.java.function.Function2;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Cuts a worker's blocks into the minibatches of one round, with each image's noise for the epoch.
 */
final class CutMinibatches
    implements Function2<Integer, Iterator<PixelBlock>, Iterator<MultiDataSet>> {
  private static final long serialVersionUID = 1L;

  private final Autoencoder model;
  private final long seed;
  private final EpochPlan plan;
  private final int round;

  /**
   * @param round 0 for the epoch's first
   */
  CutMinibatches(Autoencoder model, long seed, EpochPlan plan, int round) {
    this.model = model;
    this.seed = seed;
    this.plan = plan;
    this.round = round;
  }

  @Override
  public Iterator<MultiDataSet> call(Integer worker, Iterator<PixelBlock> blocks) {
    NativeLibraries.prepare();
    return new Minibatches(plan.slices(round, worker).iterator(), blocks);
  }

  /** Streams: at most one block and one minibatch are held. */
  private final class Minibatches implements Iterator<MultiDataSet> {
    private final Iterator<EpochPlan.Slice> pending;
    private final Iterator<PixelBlock> blocks;
    private EpochPlan.Slice slice;
    private PixelBlock block;
    private int[] rows = new int[0];
    private int next;
    private int minibatch;

    Minibatches(Iterator<EpochPlan.Slice> pending, Iterator<PixelBlock> blocks) {
      this.pending = pending;
      this.blocks = blocks;
    }

    @Override
    public boolean hasNext() {
      // Asking the blocks at the end, too, lets Spark release its hold on the last one.
      return (slice != null && next < slice.to()) || pending.hasNext() || blocks.hasNext();
    }

    @Override
    public MultiDataSet next() {
      int size = plan.batchSize();
      byte[] images = new byte[size * model.image().size()];
      long[] keys = new long[size];
      for (int i = 0; i < size; i++) {
        advance();
        int row = rows[next++];
        block.copyTo(row, images, i);
        long position = plan.position(block.index(), row);
        keys[i] = CounterRandom.bits(seed, RandomStream.EXAMPLE.key(), plan.epoch(), position);
      }
      double beta = model.objective().kl().at(plan.progress(round, minibatch++));
      return Minibatch.forTraining(model, images, keys).dataSet(beta);
    }

    private void advance() {
      if (slice == null || next == slice.to()) {
        slice = pending.next();
        block = planned(blocks.next());
        rows = plan.rowOrder(slice.block());
        next = slice.from();
      }
    }

    /** A lost block is decoded again, and the archive may be another one by then. */
    private PixelBlock planned(PixelBlock read) {
      if (read.index() != slice.block() || read.count() != plan.rows(slice.block())) {
        throw new CheckFailedException(
            ("The archive changed while it was trained on: block %d has %d images where block %d"
                    + " had %d; run again while it does not change")
                .formatted(read.index(), read.count(), slice.block(), plan.rows(slice.block())));
      }
      return read;
    }
  }
}
