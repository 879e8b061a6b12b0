package io.nightjar.embedding.similar;

import static org.apache.spark.sql.functions.col;

import io.nightjar.embedding.rows.Generation;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;

/** Near-duplicates by looking at every pair of rows, a block against a block. */
record ExactPairs(Generation generation, DuplicateOptions options) {
  /** So few points in a block that a task takes about a second. */
  private static final int BLOCK = 4096;

  /** Every pair of blocks is a task. */
  private static final int MOST_BLOCKS = 64;

  /**
   * The blocks, to be kept while pairs are made of them. Which row is in which follows from its uri
   * alone, so that a block that is lost comes back as it was.
   */
  JavaRDD<PointBlock> blocks() {
    int count = (int) Math.min(MOST_BLOCKS, generation.count() / BLOCK + 1);
    Dataset<Row> spread = generation.rows().repartition(count, col("uri"));
    return ReadPoints.of(spread, generation, options.measure())
        .mapPartitionsWithIndex(ExactPairs::block, false);
  }

  private static Iterator<PointBlock> block(int index, Iterator<Point> points) {
    List<Point> block = new ArrayList<>();
    points.forEachRemaining(block::add);
    return List.of(new PointBlock(index, block)).iterator();
  }

  JavaRDD<SimilarPair> pairs(JavaRDD<PointBlock> blocks, LongAccumulator compared) {
    return blocks
        .cartesian(blocks)
        .filter(pair -> pair._1().index() <= pair._2().index())
        .flatMap(new CompareBlocks(options, compared));
  }
}
