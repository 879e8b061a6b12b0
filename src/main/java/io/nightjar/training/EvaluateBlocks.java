package io.nightjar.training;

import io.nightjar.CounterRandom;
import io.nightjar.model.Elbo;
import io.nightjar.model.Minibatch;
import io.nightjar.runtime.LeasePool;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** The ELBO of held-out blocks under the averaged network; every epoch draws the same noise. */
final class EvaluateBlocks implements FlatMapFunction<Iterator<PixelBlock>, Elbo> {
  private static final long serialVersionUID = 1L;

  private final WorkerNetwork network;
  private final int batchSize;
  private final long[] starts;
  private final Broadcast<NetworkState> average;

  /**
   * @param starts each block's first place in the order of the held-out images, which noise is
   *     drawn by: so it does not depend on how the images are cut into blocks
   */
  EvaluateBlocks(
      WorkerNetwork network, int batchSize, long[] starts, Broadcast<NetworkState> average) {
    this.network = network;
    this.batchSize = batchSize;
    this.starts = starts.clone();
    this.average = average;
  }

  @Override
  public Iterator<Elbo> call(Iterator<PixelBlock> blocks) {
    LeasePool<ComputationGraph>.Lease lease = network.lease();
    average.value().copyInto(lease.value());
    Elbo sum = Elbo.NONE;
    while (blocks.hasNext()) {
      PixelBlock block = blocks.next();
      for (int from = 0; from < block.count(); from += batchSize) {
        int to = Math.min(from + batchSize, block.count());
        sum = sum.plus(Elbo.of(network.model(), lease.value(), minibatch(block, from, to)));
      }
    }
    lease.close();
    return List.of(sum).iterator();
  }

  private Minibatch minibatch(PixelBlock block, int from, int to) {
    byte[] images = new byte[(to - from) * network.model().image().size()];
    long[] keys = new long[to - from];
    for (int row = from; row < to; row++) {
      block.copyTo(row, images, row - from);
      keys[row - from] =
          CounterRandom.bits(
              network.seed(), RandomStream.VALIDATION_EXAMPLE.key(), starts[block.index()] + row);
    }
    return Minibatch.forEvaluation(network.model(), images, keys);
  }
}
