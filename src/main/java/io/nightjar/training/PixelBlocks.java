package io.nightjar.training;

import io.nightjar.image.ImageShape;
import io.nightjar.image.RasterImage;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/**
 * The training or the held-out images of a store, in the global order, as blocks. Nothing is held:
 * each task reads the blocks that it needs.
 */
final class PixelBlocks {
  private final JavaSparkContext spark;
  private final Path folder;
  private final ImageShape shape;
  private final List<PlannedBlock> blocks;
  private final int workers;
  private final ReadBlocks read;

  /**
   * @param files of the store that belong to this part
   * @param workers who the blocks are cut for
   * @param hadoop what executors read with
   */
  PixelBlocks(
      JavaSparkContext spark,
      Path folder,
      StoreManifest store,
      List<StoreFile> files,
      int workers,
      Broadcast<SerializableConfiguration> hadoop) {
    this.spark = spark;
    this.folder = folder;
    this.shape = store.identity().image();
    this.workers = workers;
    this.blocks = BlockCut.of(files, workers, BlockFileWriter.rowsPerBlock(shape));
    this.read = new ReadBlocks(folder.toString(), store.contentSha256(), shape.size(), hadoop);
  }

  /**
   * What a round reads: one partition a worker, its blocks in its order, and no others. They prefer
   * no machine: Spark would hold a task back for seconds to wait for one, longer than a round
   * takes.
   *
   * @param slices of each worker
   */
  JavaRDD<PixelBlock> round(List<List<EpochPlan.Slice>> slices) {
    List<List<PlannedBlock>> needed = new ArrayList<>();
    for (List<EpochPlan.Slice> worker : slices) {
      needed.add(worker.stream().map(slice -> blocks.get(slice.block())).toList());
    }
    return read(needed);
  }

  /** All blocks in their order, shared out to as many partitions as there are workers. */
  JavaRDD<PixelBlock> all() {
    return shared(blocks);
  }

  /** The blocks that hold the first images of the global order, likewise. */
  JavaRDD<PixelBlock> first(long images) {
    long[] starts = starts();
    return shared(blocks.stream().filter(block -> starts[block.index()] < images).toList());
  }

  private JavaRDD<PixelBlock> shared(List<PlannedBlock> wanted) {
    List<List<PlannedBlock>> shares = new ArrayList<>();
    for (int worker = 0; worker < workers; worker++) {
      int from = (int) ((long) wanted.size() * worker / workers);
      int to = (int) ((long) wanted.size() * (worker + 1) / workers);
      shares.add(wanted.subList(from, to));
    }
    return read(shares);
  }

  private JavaRDD<PixelBlock> read(List<List<PlannedBlock>> partitions) {
    List<ArrayList<PlannedBlock>> sent = partitions.stream().map(ArrayList::new).toList();
    return spark.<List<PlannedBlock>>parallelize(new ArrayList<>(sent), sent.size()).flatMap(read);
  }

  /** Images of each block, in the global order. */
  int[] sizes() {
    return blocks.stream().mapToInt(PlannedBlock::rows).toArray();
  }

  /** The first images of the global order; fewer where there are fewer in its first block. */
  List<RasterImage> firstImages(int count) {
    BlockPiece first = blocks.stream().flatMap(b -> b.pieces().stream()).findFirst().orElseThrow();
    byte[] pixels =
        new BlockFileReader(folder, shape.size(), spark.hadoopConfiguration()).read(first);
    PixelBlock block = new PixelBlock(0, first.groupRows(), pixels);
    List<RasterImage> images = new ArrayList<>();
    for (int row = 0; row < Math.min(count, block.count()); row++) {
      byte[] image = new byte[shape.size()];
      block.copyTo(row, image, 0);
      images.add(new RasterImage(image, shape));
    }
    return images;
  }

  /** Each block's first place in the global order. */
  long[] starts() {
    return EpochPlan.starts(sizes());
  }

  long images() {
    return blocks.stream().mapToLong(PlannedBlock::rows).sum();
  }
}
