package io.nightjar.training;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a store into the blocks that epochs deal out to the workers: the global order in equal
 * parts, as many for every worker, over the edges of row groups and files if need be. So the number
 * of workers decides how a store is read and not how it is written, and how it was written does not
 * decide what a worker trains on: that files are more or fewer for the same images changes no bit.
 */
final class BlockCut {
  /** Blocks that each worker should have at least, so that epochs have something to permute. */
  private static final int LEAST_BLOCKS_A_WORKER = 4;

  private static final int LEAST_ROWS = 32;

  private BlockCut() {}

  /**
   * Cuts the global order into blocks.
   *
   * @param files of the store's part, in the global order
   * @param mostRows of a block
   */
  static List<PlannedBlock> of(List<StoreFile> files, int workers, int mostRows) {
    List<BlockPiece> groups = rowGroups(files);
    long rows = files.stream().mapToLong(StoreFile::images).sum();
    return equal(groups, rows, blocksFor(rows, mostRows, workers));
  }

  private static List<BlockPiece> rowGroups(List<StoreFile> files) {
    List<BlockPiece> groups = new ArrayList<>();
    for (StoreFile file : files) {
      for (int group = 0; group < file.blocks().size(); group++) {
        int rows = file.blocks().get(group);
        groups.add(new BlockPiece(file.name(), group, rows, 0, rows));
      }
    }
    return groups;
  }

  /** A multiple of the workers. */
  static int blocksFor(long rows, int mostRows, int workers) {
    long wantedRows = Math.max(LEAST_ROWS, rows / (LEAST_BLOCKS_A_WORKER * (long) workers));
    long blockRows = Math.min(mostRows, wantedRows);
    long blocksAWorker = Math.max(1, (rows + blockRows * workers - 1) / (blockRows * workers));
    return Math.toIntExact(blocksAWorker * workers);
  }

  private static List<PlannedBlock> equal(List<BlockPiece> groups, long rows, int count) {
    List<PlannedBlock> blocks = new ArrayList<>();
    int group = 0;
    int used = 0;
    for (int block = 0; block < count; block++) {
      long wanted = rows * (block + 1) / count - rows * block / count;
      List<BlockPiece> pieces = new ArrayList<>();
      while (wanted > 0) {
        BlockPiece whole = groups.get(group);
        int taken = (int) Math.min(wanted, whole.count() - used);
        pieces.add(new BlockPiece(whole.file(), whole.rowGroup(), whole.groupRows(), used, taken));
        wanted -= taken;
        used += taken;
        if (used == whole.count()) {
          group++;
          used = 0;
        }
      }
      blocks.add(new PlannedBlock(block, pieces));
    }
    return blocks;
  }
}
