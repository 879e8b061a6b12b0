package io.nightjar.embedding.night;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.when;

import io.nightjar.archive.PassedOverCounts;
import io.nightjar.archive.SourceFile;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Files in which something was passed over: a file that is no image itself, or a container some of
 * whose members are none.
 *
 * @param states by URI
 */
record PassedOverFiles(Map<String, State> states) {
  static final PassedOverFiles NONE = new PassedOverFiles(Map.of());

  /**
   * What came of a file when it was read.
   *
   * @param byteLength then
   * @param modifiedAt then
   * @param seenAt when the run began that read it
   * @param images in it, be they rows or rejects
   * @param counts of what is no image in it
   */
  record State(
      long byteLength, Instant modifiedAt, Instant seenAt, long images, PassedOverCounts counts) {
    /** Whether a file is what it was, and would show if it were not. */
    boolean isOf(SourceFile file) {
      return byteLength == file.byteLength()
          && modifiedAt.toEpochMilli() == file.modifiedAt().toEpochMilli()
          && file.isSettledAt(seenAt);
    }

    /** Adds what another chunk has of the same file. */
    private State with(State other) {
      return new State(
          byteLength,
          modifiedAt,
          seenAt.isBefore(other.seenAt) ? seenAt : other.seenAt,
          images + other.images,
          counts.plus(other.counts));
    }
  }

  PassedOverFiles {
    states = Collections.unmodifiableMap(states);
  }

  /**
   * Finds them among staged rows. The driver holds them all, but not at once what executors send.
   */
  static PassedOverFiles of(Dataset<Row> staged) {
    Column isPassedOver = col("kind").equalTo(StagedRows.PASSED_OVER);
    Dataset<Row> sources = staged.filter(isPassedOver).select("source_uri").distinct();
    Iterator<Row> counted =
        staged
            .join(sources, seq("source_uri"), "left_semi")
            .groupBy(
                col("source_uri"),
                col("source_byte_length"),
                col("source_modified_at"),
                col("embedded_at"),
                when(isPassedOver, col("detail")))
            .count()
            .toLocalIterator();
    Map<String, State> states = new HashMap<>();
    counted.forEachRemaining(row -> states.merge(row.getString(0), state(row), State::with));
    return new PassedOverFiles(states);
  }

  private static scala.collection.Seq<String> seq(String column) {
    return scala.collection.JavaConverters.asScalaBuffer(List.of(column)).toSeq();
  }

  private static State state(Row row) {
    boolean isOfImages = row.isNullAt(4);
    long count = row.getLong(5);
    return new State(
        row.getLong(1),
        row.getTimestamp(2).toInstant(),
        row.getTimestamp(3).toInstant(),
        isOfImages ? count : 0,
        isOfImages ? PassedOverCounts.NONE : PassedOverCounts.of(Map.of(row.getString(4), count)));
  }

  /** Whether a file is known to hold no image. What it held under another bundle, it still does. */
  boolean isWithoutImages(SourceFile file) {
    return isUnchanged(file) && states.get(file.uri()).images() == 0;
  }

  private boolean isUnchanged(SourceFile file) {
    State state = states.get(file.uri());
    return state != null && state.isOf(file);
  }

  /** Keeps those that an archive still has, unchanged and not to be read. */
  PassedOverFiles unread(List<SourceFile> files, Predicate<SourceFile> toRead) {
    Map<String, State> kept = new HashMap<>();
    files.stream()
        .filter(file -> isUnchanged(file) && !toRead.test(file))
        .forEach(file -> kept.put(file.uri(), states.get(file.uri())));
    return new PassedOverFiles(kept);
  }

  /** Adds what a night has found, in place of what was known of the same files. */
  PassedOverFiles with(PassedOverFiles found) {
    Map<String, State> all = new HashMap<>(states);
    all.putAll(found.states);
    return new PassedOverFiles(all);
  }

  PassedOverCounts counts() {
    Map<String, Long> sum = new HashMap<>();
    states
        .values()
        .forEach(
            state ->
                state.counts().byExtension().forEach((name, n) -> sum.merge(name, n, Long::sum)));
    return PassedOverCounts.of(sum);
  }
}
