package io.nightjar.training;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;

/** Adds up the pixels of blocks' images. */
final class SumPixels implements FlatMapFunction<Iterator<PixelBlock>, PixelSums> {
  private static final long serialVersionUID = 1L;

  private final int size;
  private final long[] starts;
  private final long images;

  /**
   * @param size pixel values of an image
   * @param starts each block's first place in the global order
   * @param images of that order, its first: what follows them in a block is left out
   */
  SumPixels(int size, long[] starts, long images) {
    this.size = size;
    this.starts = starts.clone();
    this.images = images;
  }

  @Override
  public Iterator<PixelSums> call(Iterator<PixelBlock> blocks) {
    PixelSums sums = new PixelSums(size);
    while (blocks.hasNext()) {
      PixelBlock block = blocks.next();
      sums.add(block, (int) Math.min(block.count(), images - starts[block.index()]));
    }
    return List.of(sums).iterator();
  }
}
