package io.nightjar.embedding.similar;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.util.LongAccumulator;
import scala.Tuple4;

/**
 * Every pair of near-duplicates that meets in a bucket: of (bucket, uri, embedding, the buckets of
 * all tables), a bucket's points one after the other. Points that meet in several tables are looked
 * at in the first of them. Holds one bucket.
 */
final class CompareBuckets
    implements FlatMapFunction<Iterator<Tuple4<Long, String, float[], long[]>>, SimilarPair> {
  private static final long serialVersionUID = 1L;

  private final DuplicateOptions options;
  private final LongAccumulator compared;

  CompareBuckets(DuplicateOptions options, LongAccumulator compared) {
    this.options = options;
    this.compared = compared;
  }

  @Override
  public Iterator<SimilarPair> call(Iterator<Tuple4<Long, String, float[], long[]>> points) {
    Bucket bucket = new Bucket();
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(points, Spliterator.ORDERED), false)
        .flatMap(bucket::add)
        .iterator();
  }

  /** Those points of the current bucket that have come so far. */
  private final class Bucket {
    private final List<Hashed> hashed = new ArrayList<>();
    private long key;

    @SuppressWarnings("ArrayRecordComponent") // read, never compared as a whole
    private record Hashed(Point point, long[] keys) {}

    Stream<SimilarPair> add(Tuple4<Long, String, float[], long[]> row) {
      if (row._1() != key) {
        hashed.clear();
        key = row._1();
      }
      Hashed next = new Hashed(Point.of(row._2(), row._3(), options.measure()), row._4());
      List<Point> others =
          hashed.stream().filter(other -> meetHereFirst(next, other)).map(Hashed::point).toList();
      hashed.add(next);
      compared.add(others.size());
      return NearPoints.among(others, next.point(), options).stream();
    }

    private boolean meetHereFirst(Hashed one, Hashed other) {
      for (int table = 0; table < one.keys().length; table++) {
        if (one.keys()[table] == other.keys()[table]) {
          return one.keys()[table] == key;
        }
      }
      return false;
    }
  }
}
