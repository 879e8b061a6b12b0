package io.nightjar.embedding.similar;

import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.util.LongAccumulator;
import scala.Tuple2;

/** Every pair of near-duplicates between two blocks, or within one, once. */
final class CompareBlocks implements FlatMapFunction<Tuple2<PointBlock, PointBlock>, SimilarPair> {
  private static final long serialVersionUID = 1L;

  private final DuplicateOptions options;
  private final LongAccumulator compared;

  /**
   * @param compared counts pairs that were looked at, for progress only
   */
  CompareBlocks(DuplicateOptions options, LongAccumulator compared) {
    this.options = options;
    this.compared = compared;
  }

  @Override
  public Iterator<SimilarPair> call(Tuple2<PointBlock, PointBlock> blocks) {
    List<Point> left = blocks._1().points();
    List<Point> right = blocks._2().points();
    boolean same = blocks._1().index() == blocks._2().index();
    return IntStream.range(0, left.size())
        .boxed()
        .flatMap(i -> near(left.get(i), same ? left.subList(i + 1, left.size()) : right))
        .iterator();
  }

  private Stream<SimilarPair> near(Point point, List<Point> others) {
    compared.add(others.size());
    return NearPoints.among(others, point, options).stream();
  }
}
