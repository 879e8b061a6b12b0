package io.nightjar.training;

import io.nightjar.CheckFailedException;
import io.nightjar.CounterRandom;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.Minibatch;
import io.nightjar.runtime.NativeLibraries;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.Function2;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** Cuts a worker's blocks into the minibatches of one round, with each image's ε for the epoch. */
final class CutMinibatches
    implements Function2<Integer, Iterator<PixelBlock>, Iterator<MultiDataSet>> {
  private static final long serialVersionUID = 1L;

  private final Autoencoder model;
  private final long seed;
  private final EpochPlan plan;
  private final List<List<EpochPlan.Slice>> slices;

  /**
   * @param slices of the round, for each worker
   */
  CutMinibatches(Autoencoder model, long seed, EpochPlan plan, List<List<EpochPlan.Slice>> slices) {
    this.model = model;
    this.seed = seed;
    this.plan = plan;
    this.slices = slices;
  }

  @Override
  public Iterator<MultiDataSet> call(Integer worker, Iterator<PixelBlock> blocks) {
    NativeLibraries.prepare();
    return new Minibatches(slices.get(worker).iterator(), blocks);
  }

  /** Streams: at most one block and one minibatch are held. */
  private final class Minibatches implements Iterator<MultiDataSet> {
    private final Iterator<EpochPlan.Slice> pending;
    private final Iterator<PixelBlock> blocks;
    private EpochPlan.Slice slice;
    private PixelBlock block;
    private int[] rows = new int[0];
    private int next;

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
      int units = model.latent().size();
      byte[] images = new byte[size * model.image().size()];
      float[] noise = new float[model.latent().variational() ? size * units : 0];
      for (int i = 0; i < size; i++) {
        advance();
        int row = rows[next++];
        block.copyTo(row, images, i);
        if (noise.length > 0) {
          long position = plan.position(block.index(), row);
          CounterRandom.gaussians(
              noise, i * units, units, seed, RandomStream.EPSILON.key(), plan.epoch(), position);
        }
      }
      return Minibatch.of(model, images, noise).dataSet(model.objective().beta());
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
