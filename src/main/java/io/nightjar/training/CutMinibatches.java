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
  private final RoundPlan plan;

  /**
   * @param plan of the epoch, of which one round is sent to the workers
   * @param round 0 for the epoch's first
   */
  CutMinibatches(Autoencoder model, long seed, EpochPlan plan, int round) {
    this.model = model;
    this.seed = seed;
    this.plan = plan.round(round);
  }

  @Override
  public Iterator<MultiDataSet> call(Integer worker, Iterator<PixelBlock> blocks) {
    NativeLibraries.prepare();
    return new Minibatches(worker, blocks);
  }

  /** Streams: at most one block and one minibatch are held. */
  private final class Minibatches implements Iterator<MultiDataSet> {
    private final int worker;
    private final Iterator<RoundPlan.Part> pending;
    private final Iterator<PixelBlock> blocks;
    private RoundPlan.Part part;
    private int pastLast;
    private PixelBlock block;
    private int[] rows = new int[0];
    private int next;
    private int minibatch;

    Minibatches(int worker, Iterator<PixelBlock> blocks) {
      this.worker = worker;
      this.pending = plan.shares().get(worker).parts().iterator();
      this.blocks = blocks;
    }

    @Override
    public boolean hasNext() {
      // Asking the blocks at the end, too, lets Spark release its hold on the last one.
      return next < pastLast || pending.hasNext() || blocks.hasNext();
    }

    @Override
    public MultiDataSet next() {
      int size = plan.rows(worker, minibatch);
      byte[] images = new byte[size * model.image().size()];
      long[] keys = new long[size];
      for (int i = 0; i < size; i++) {
        advance();
        int row = rows[next++];
        block.copyTo(row, images, i);
        long position = part.position(row);
        keys[i] = CounterRandom.bits(seed, RandomStream.EXAMPLE.key(), plan.epoch(), position);
      }
      double beta = model.klWeight().at(plan.progress(minibatch++));
      return Minibatch.forTraining(model, images, keys).dataSet(beta);
    }

    private void advance() {
      if (next == pastLast) {
        part = pending.next();
        block = planned(blocks.next());
        rows = plan.rowOrder(part);
        next = part.slice().from();
        pastLast = part.slice().to();
      }
    }

    /** A lost block is decoded again, and the archive may be another one by then. */
    private PixelBlock planned(PixelBlock read) {
      int block = part.slice().block();
      if (read.index() != block || read.count() != part.rows()) {
        throw new CheckFailedException(
            ("The archive changed while it was trained on: block %d has %d images where block %d"
                    + " had %d; run again while it does not change")
                .formatted(read.index(), read.count(), block, part.rows()));
      }
      return read;
    }
  }
}
