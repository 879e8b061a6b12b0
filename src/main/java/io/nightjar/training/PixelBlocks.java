package io.nightjar.training;

import io.nightjar.image.ImageShape;
import io.nightjar.image.RasterImage;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Decoded images in the global order, one block a partition, kept in memory or on the executors'
 * disks. Closing lets them go.
 */
final class PixelBlocks implements AutoCloseable {
  /**
   * Rows of a block: enough to be worth a read, few enough that a round reads little more than it
   * uses.
   */
  private static final int ROWS = 1024;

  /** Bytes of a block: large images make blocks of fewer rows. */
  private static final long BYTES = 32L << 20;

  /** Blocks that each worker should have at least, so that epochs have something to permute. */
  private static final int LEAST_BLOCKS_A_WORKER = 4;

  private static final int LEAST_ROWS = 32;

  private final JavaRDD<PixelBlock> blocks;
  private final int[] sizes;

  private PixelBlocks(JavaRDD<PixelBlock> blocks, int[] sizes) {
    this.blocks = blocks;
    this.sizes = sizes;
  }

  /**
   * Orders images by their hash and keeps them.
   *
   * @param count how many images there are
   * @param shape of each
   * @param workers the number of blocks is a multiple of it
   */
  static PixelBlocks of(JavaRDD<TrainingImage> images, long count, ImageShape shape, int workers) {
    JavaRDD<PixelBlock> blocks =
        images
            .mapToPair(image -> new Tuple2<>(image, true))
            .repartitionAndSortWithinPartitions(
                new HashRanges(blocksFor(count, shape, workers)), TrainingImage.ORDER)
            .keys()
            .mapPartitionsWithIndex(PixelBlocks::block, true)
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      List<Integer> sizes = blocks.map(PixelBlock::count).collect();
      return new PixelBlocks(blocks, sizes.stream().mapToInt(Integer::intValue).toArray());
    } catch (RuntimeException e) {
      blocks.unpersist(false);
      throw e;
    }
  }

  static int blocksFor(long count, ImageShape shape, int workers) {
    long mostRows = Math.max(1, Math.min(ROWS, BYTES / shape.size()));
    long wantedRows = Math.max(LEAST_ROWS, count / (LEAST_BLOCKS_A_WORKER * (long) workers));
    long rows = Math.min(mostRows, wantedRows);
    long blocksAWorker = Math.max(1, (count + rows * workers - 1) / (rows * workers));
    return Math.toIntExact(blocksAWorker * workers);
  }

  private static Iterator<PixelBlock> block(int index, Iterator<TrainingImage> images) {
    List<byte[]> rows = new ArrayList<>();
    images.forEachRemaining(image -> rows.add(image.pixels()));
    byte[] pixels = new byte[rows.stream().mapToInt(row -> row.length).sum()];
    int offset = 0;
    for (byte[] row : rows) {
      System.arraycopy(row, 0, pixels, offset, row.length);
      offset += row.length;
    }
    return List.of(new PixelBlock(index, rows.size(), pixels)).iterator();
  }

  JavaRDD<PixelBlock> rdd() {
    return blocks;
  }

  /** Images of each block, in the global order. */
  int[] sizes() {
    return sizes.clone();
  }

  /** The first images of the first block that has any; fewer where it has fewer. */
  List<RasterImage> firstImages(int count, ImageShape shape) {
    PixelBlock block = blocks.filter(candidate -> candidate.count() > 0).first();
    List<RasterImage> images = new ArrayList<>();
    for (int row = 0; row < Math.min(count, block.count()); row++) {
      byte[] pixels = new byte[shape.size()];
      block.copyTo(row, pixels, 0);
      images.add(new RasterImage(pixels, shape));
    }
    return images;
  }

  /** Each block's first place in the global order. */
  long[] starts() {
    return EpochPlan.starts(sizes);
  }

  long images() {
    long sum = 0;
    for (int size : sizes) {
      sum += size;
    }
    return sum;
  }

  @Override
  public void close() {
    blocks.unpersist(false);
  }
}
