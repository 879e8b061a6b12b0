package io.nightjar.archive.synthetic;

import java.io.Serializable;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Positions in an archive that is to be written.
 *
 * @param from the first
 * @param to after the last
 */
record IndexRange(long from, long to) implements Serializable {
  /** All positions below a count, {@code step} in a range. */
  static List<IndexRange> cut(long count, int step) {
    return LongStream.range(0, (count + step - 1) / step)
        .mapToObj(i -> new IndexRange(i * step, Math.min((i + 1) * step, count)))
        .toList();
  }
}
