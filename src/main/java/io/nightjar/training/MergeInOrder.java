package io.nightjar.training;

import java.util.Iterator;
import org.apache.commons.collections4.IteratorUtils;
import org.apache.spark.api.java.function.FlatMapFunction2;

/** Merges two partitions of the same range, each in the global order, into one. */
final class MergeInOrder
    implements FlatMapFunction2<Iterator<Decoded>, Iterator<Decoded>, Decoded> {
  private static final long serialVersionUID = 1L;

  @Override
  public Iterator<Decoded> call(Iterator<Decoded> some, Iterator<Decoded> others) {
    return IteratorUtils.collatedIterator(Decoded.ORDER, some, others);
  }
}
