package io.nightjar.training;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.FlatMapFunction;

/**
 * Tells images of equal content apart, which lie side by side in a sorted partition: the first of
 * them keeps its place, and every other one takes a place of its own. Without it a thousand copies
 * of one blank page would fill a whole block.
 */
final class NumberCopies implements FlatMapFunction<Iterator<Decoded>, Decoded> {
  private static final long serialVersionUID = 1L;

  /** Which images are kept. */
  enum Keep {
    /** Those that stay where they are, and what gave no image. */
    FIRST,
    /** Those that go to another place. */
    OTHERS
  }

  private final long seed;
  private final Keep keep;

  NumberCopies(long seed, Keep keep) {
    this.seed = seed;
    this.keep = keep;
  }

  @Override
  public Iterator<Decoded> call(Iterator<Decoded> sorted) {
    return new Iterator<>() {
      private String last = "";
      private long number;
      private Decoded next = advance();

      private Decoded advance() {
        while (sorted.hasNext()) {
          Decoded decoded = sorted.next();
          count(decoded);
          if (number == 0 == (keep == Keep.FIRST)) {
            return number == 0 ? decoded : Decoded.of(decoded.image().at(seed, number));
          }
        }
        return null;
      }

      private void count(Decoded decoded) {
        if (decoded.image() == null) {
          number = 0;
          return;
        }
        number = decoded.image().sha256().equals(last) ? number + 1 : 0;
        last = decoded.image().sha256();
      }

      @Override
      public boolean hasNext() {
        return next != null;
      }

      @Override
      public Decoded next() {
        if (next == null) {
          throw new NoSuchElementException();
        }
        Decoded current = next;
        next = advance();
        return current;
      }
    };
  }
}
