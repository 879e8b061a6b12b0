package io.nightjar.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.image.ImageShape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockCutTest {
  private static final int ROWS = 1024;

  @Test
  void givesEveryWorkerAsManyBlocks() {
    assertThat(BlockCut.blocksFor(60_000, ROWS, 2)).isEqualTo(60);
    assertThat(BlockCut.blocksFor(60_000, ROWS, 7) % 7).isZero();
  }

  @Test
  void givesFewImagesBlocksToPermute() {
    assertThat(BlockCut.blocksFor(400, ROWS, 2)).isEqualTo(8);
    assertThat(BlockCut.blocksFor(10, ROWS, 2)).isEqualTo(2);
  }

  /** A block is one array, and a task holds one at a time. */
  @ParameterizedTest
  @CsvSource({"28, 1024", "64, 1024", "256, 170", "1024, 10", "4096, 1"})
  void keepsBlocksOfLargeImagesSmall(int side, int rows) {
    assertThat(BlockFileWriter.rowsPerBlock(new ImageShape(3, side, side))).isEqualTo(rows);
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "3", "7", "64"})
  void cutsRowGroupsIntoEqualBlocksThatCoverTheOrder(int workers) {
    List<StoreFile> files = List.of(file("a", 1024, 1024, 7), file("b", 1024, 300));
    List<PlannedBlock> blocks = BlockCut.of(files, workers, ROWS);
    assertThat(blocks.size() % workers).isZero();
    List<Integer> sizes = sizes(blocks);
    assertThat(Collections.max(sizes) - Collections.min(sizes)).isLessThanOrEqualTo(1);
    assertThat(Collections.max(sizes)).isLessThanOrEqualTo(ROWS);
    assertThat(rows(blocks)).isEqualTo(rows(wholeGroups(files)));
  }

  @Test
  void cutsTheOrderWithoutRegardToHowItWasWritten() {
    Integer[] many = Collections.nCopies(200, 1024).toArray(Integer[]::new);
    Integer[] fewer = Collections.nCopies(199, 1024).toArray(Integer[]::new);
    assertThat(sizes(BlockCut.of(List.of(file("a", many), file("b", 5)), 3, ROWS)))
        .isEqualTo(
            sizes(BlockCut.of(List.of(file("a", 1000), file("b", 29), file("c", fewer)), 3, ROWS)));
  }

  private static List<Integer> sizes(List<PlannedBlock> blocks) {
    return blocks.stream().map(PlannedBlock::rows).toList();
  }

  @Test
  void nothingHeldOutIsBlocksWithoutRows() {
    assertThat(BlockCut.of(List.of(), 2, ROWS)).hasSize(2).allMatch(block -> block.rows() == 0);
  }

  private static StoreFile file(String name, Integer... blocks) {
    return new StoreFile(name, 1, List.of(blocks), "");
  }

  private static List<PlannedBlock> wholeGroups(List<StoreFile> files) {
    List<PlannedBlock> blocks = new ArrayList<>();
    for (StoreFile file : files) {
      for (int group = 0; group < file.blocks().size(); group++) {
        int rows = file.blocks().get(group);
        BlockPiece piece = new BlockPiece(file.name(), group, rows, 0, rows);
        blocks.add(new PlannedBlock(blocks.size(), List.of(piece)));
      }
    }
    return blocks;
  }

  private static List<String> rows(List<PlannedBlock> blocks) {
    List<String> rows = new ArrayList<>();
    for (PlannedBlock block : blocks) {
      for (BlockPiece piece : block.pieces()) {
        for (int row = piece.from(); row < piece.from() + piece.count(); row++) {
          rows.add(piece.file() + piece.rowGroup() + "/" + row);
        }
      }
    }
    return rows;
  }
}
