package io.nightjar.archive.container;

import java.util.List;

/**
 * What stands between two places of a SequenceFile where one can begin to read: a record, or a
 * block of many.
 *
 * @param end of it
 * @param records in it, 1 or more
 * @param spans of a record: its key, its value; of a block: the lengths of its keys, the keys, the
 *     lengths of its values, the values
 */
record SequenceStep(long end, int records, List<Span> spans) {
  /** A run of bytes. */
  record Span(long at, int byteLength) {}

  /** Bytes of all that must be held to read it. */
  long byteLength() {
    return spans.stream().mapToLong(Span::byteLength).sum();
  }
}
