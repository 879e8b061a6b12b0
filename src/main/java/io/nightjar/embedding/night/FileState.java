package io.nightjar.embedding.night;

import io.nightjar.archive.SourceFile;
import java.io.Serializable;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What the table knows of a file that rows or rejects came from.
 *
 * @param byteLength when it was read; {@link #MIXED} where its rows do not agree
 * @param modifiedAt likewise, in milliseconds since 1970
 * @param seenAt when the run began that read it, the earliest one, in milliseconds since 1970
 * @param rows of the file
 * @param rejects of the file
 * @param retried whether one of those is to be tried again
 */
record FileState(
    long byteLength, long modifiedAt, long seenAt, long rows, long rejects, boolean retried)
    implements Serializable {
  private static final long MIXED = -1;

  /**
   * By the files' URIs.
   *
   * @param rows with {@code source_uri, source_byte_length, source_modified_at}, when the run began
   *     that read it, and for a reject its reason
   * @param retried the reasons for which a file is tried again
   */
  static Map<String, FileState> of(Dataset<Row> rows, List<String> retried) {
    Map<String, FileState> states = new HashMap<>();
    rows.javaRDD()
        .mapPartitions(part -> List.of(byFile(part, retried)).iterator())
        .collect()
        .forEach(part -> part.forEach((uri, state) -> states.merge(uri, state, FileState::with)));
    return states;
  }

  private static Map<String, FileState> byFile(Iterator<Row> rows, List<String> retried) {
    Map<String, FileState> states = new HashMap<>();
    rows.forEachRemaining(row -> states.merge(row.getString(0), of(row, retried), FileState::with));
    return states;
  }

  private static FileState of(Row row, List<String> retried) {
    boolean isReject = !row.isNullAt(4);
    return new FileState(
        row.getLong(1),
        row.getTimestamp(2).getTime(),
        row.getTimestamp(3).getTime(),
        isReject ? 0 : 1,
        isReject ? 1 : 0,
        isReject && retried.contains(row.getString(4)));
  }

  FileState with(FileState other) {
    return new FileState(
        byteLength == other.byteLength ? byteLength : MIXED,
        modifiedAt == other.modifiedAt ? modifiedAt : MIXED,
        Math.min(seenAt, other.seenAt),
        rows + other.rows,
        rejects + other.rejects,
        retried || other.retried);
  }

  FileState withoutRejects() {
    return new FileState(byteLength, modifiedAt, seenAt, rows, 0, retried);
  }

  /** Whether a file is what it was, and would show if it were not. */
  boolean isOf(SourceFile file) {
    return byteLength == file.byteLength()
        && modifiedAt == file.modifiedAt().toEpochMilli()
        && file.isSettledAt(Instant.ofEpochMilli(seenAt));
  }
}
