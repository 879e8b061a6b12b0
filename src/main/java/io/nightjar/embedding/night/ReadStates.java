package io.nightjar.embedding.night;

import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;

/**
 * Adds up a partition's rows and rejects by the files that they came from: {@code source_uri,
 * source_byte_length, source_modified_at}, when the run began that read it, the reason (null for a
 * row), whether listing could not reach it, and a hash of the uri.
 */
final class ReadStates implements FlatMapFunction<Iterator<Row>, ReadStates.Part> {
  private static final long serialVersionUID = 1L;

  private final List<String> retried;

  /**
   * @param retried the reasons for which a file is tried again
   */
  ReadStates(List<String> retried) {
    this.retried = retried;
  }

  /**
   * What one partition comes to.
   *
   * @param states by the files' URIs
   * @param hashes of all uris, sorted: 8 bytes a row, where the uris would be a hundred
   */
  @SuppressWarnings("ArrayRecordComponent") // moved, never compared by value
  record Part(Map<String, FileState> states, long[] hashes) implements Serializable {}

  @Override
  public Iterator<Part> call(Iterator<Row> rows) {
    Map<String, FileState> states = new HashMap<>();
    LongStream.Builder hashes = LongStream.builder();
    rows.forEachRemaining(
        row -> {
          states.merge(row.getString(0), state(row), FileState::with);
          hashes.add(row.getLong(6));
        });
    return List.of(new Part(states, hashes.build().sorted().toArray())).iterator();
  }

  private FileState state(Row row) {
    boolean isReject = !row.isNullAt(4);
    return new FileState(
        row.getLong(1),
        row.getTimestamp(2).getTime(),
        row.getTimestamp(3).getTime(),
        isReject ? 0 : 1,
        isReject && !row.getBoolean(5) ? 1 : 0,
        isReject && retried.contains(row.getString(4)));
  }

  /** The hashes that several rows have. */
  static long[] repeated(List<Part> parts) {
    long[] all = parts.stream().flatMapToLong(part -> Arrays.stream(part.hashes())).toArray();
    Arrays.parallelSort(all);
    return LongStream.range(1, all.length)
        .filter(i -> all[(int) i] == all[(int) i - 1])
        .map(i -> all[(int) i])
        .distinct()
        .toArray();
  }
}
