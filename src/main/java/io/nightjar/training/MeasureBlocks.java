package io.nightjar.training;

import io.nightjar.bundle.EmbeddingMoments;
import io.nightjar.bundle.GraphLatents;
import io.nightjar.runtime.LeasePool;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** What embedding gives of blocks' images under the network that goes into the bundle. */
final class MeasureBlocks implements FlatMapFunction<Iterator<PixelBlock>, EmbeddingMoments> {
  private static final long serialVersionUID = 1L;

  private final WorkerNetwork network;
  private final int batchSize;
  private final long[] starts;
  private final long images;
  private final Broadcast<NetworkState> state;

  /**
   * @param starts each block's first place in the global order
   * @param images of that order, its first: what follows them in a block is left out
   */
  MeasureBlocks(
      WorkerNetwork network,
      int batchSize,
      long[] starts,
      long images,
      Broadcast<NetworkState> state) {
    this.network = network;
    this.batchSize = batchSize;
    this.starts = starts.clone();
    this.images = images;
    this.state = state;
  }

  @Override
  public Iterator<EmbeddingMoments> call(Iterator<PixelBlock> blocks) {
    LeasePool<ComputationGraph>.Lease lease = network.lease();
    state.value().copyInto(lease.value());
    EmbeddingMoments moments = new EmbeddingMoments(network.model().latent().size());
    while (blocks.hasNext()) {
      PixelBlock block = blocks.next();
      int rows = (int) Math.min(block.count(), images - starts[block.index()]);
      for (int from = 0; from < rows; from += batchSize) {
        byte[] pixels = pixels(block, from, Math.min(from + batchSize, rows));
        GraphLatents.measure(network.model(), lease.value(), pixels, moments);
      }
    }
    lease.close();
    return List.of(moments).iterator();
  }

  private static byte[] pixels(PixelBlock block, int from, int to) {
    byte[] pixels = new byte[(to - from) * block.imageSize()];
    for (int row = from; row < to; row++) {
      block.copyTo(row, pixels, row - from);
    }
    return pixels;
  }
}
