package io.nightjar.training;

import io.nightjar.runtime.ByteCache;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Reads a worker's blocks as they are asked for. An executor keeps the row groups that it read
 * last, since a round seldom ends where a block does.
 */
final class ReadBlocks implements FlatMapFunction<List<PlannedBlock>, PixelBlock> {
  private static final long serialVersionUID = 1L;

  /** An eighth of the heap: two blocks of the largest kind in an executor of 1 GB. */
  private static final ByteCache CACHE = new ByteCache(Runtime.getRuntime().maxMemory() / 8);

  private final String folder;
  private final String content;
  private final int imageSize;
  private final Broadcast<SerializableConfiguration> hadoop;

  /**
   * @param folder of the store
   * @param content its hash: what is cached of another store is let go
   * @param imageSize bytes of an image
   */
  ReadBlocks(
      String folder, String content, int imageSize, Broadcast<SerializableConfiguration> hadoop) {
    this.folder = folder;
    this.content = content;
    this.imageSize = imageSize;
    this.hadoop = hadoop;
  }

  @Override
  public Iterator<PixelBlock> call(List<PlannedBlock> blocks) {
    BlockFileReader reader =
        new BlockFileReader(new Path(folder), imageSize, hadoop.value().value());
    Iterator<PlannedBlock> pending = blocks.iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return pending.hasNext();
      }

      @Override
      public PixelBlock next() {
        return read(pending.next(), reader);
      }
    };
  }

  private PixelBlock read(PlannedBlock block, BlockFileReader reader) {
    ByteBuffer pixels = ByteBuffer.allocate(Math.multiplyExact(block.rows(), imageSize));
    for (BlockPiece piece : block.pieces()) {
      byte[] group = cached(piece, reader);
      if (block.pieces().size() == 1 && piece.count() == piece.groupRows()) {
        return new PixelBlock(block.index(), block.rows(), group);
      }
      pixels.put(group, piece.from() * imageSize, piece.count() * imageSize);
    }
    return new PixelBlock(block.index(), block.rows(), pixels.array());
  }

  private byte[] cached(BlockPiece piece, BlockFileReader reader) {
    String key = piece.file() + " " + piece.rowGroup();
    return CACHE.get(folder + " " + content, key, () -> reader.read(piece));
  }

  /** For tests: what no reader needs any more. */
  static void forget() {
    CACHE.clear();
  }
}
