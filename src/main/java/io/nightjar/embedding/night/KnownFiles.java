package io.nightjar.embedding.night;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.nightjar.embedding.night.NightOptions.RetryRejects;
import io.nightjar.image.Rejection.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What two snapshots know of the files that their rows and rejects came from. Snapshots do not
 * change, so that it holds whenever it was read.
 *
 * @param rows the snapshot of the rows; null where there is none
 * @param rejects that of the rejects, likewise
 * @param states by URI
 */
record KnownFiles(Long rows, Long rejects, Map<String, FileState> states) {

  /** Reads a few columns of a generation. */
  static KnownFiles read(
      NightTables tables,
      Optional<Snapshot> rows,
      Optional<Snapshot> rejects,
      String fingerprint,
      RetryRejects retryRejects) {
    return new KnownFiles(
        id(rows),
        id(rejects),
        states(tables.rows(rows, fingerprint), tables.rejects(rejects, fingerprint), retryRejects));
  }

  boolean isOf(Optional<Snapshot> otherRows, Optional<Snapshot> otherRejects) {
    return Objects.equals(rows, id(otherRows)) && Objects.equals(rejects, id(otherRejects));
  }

  private static Long id(Optional<Snapshot> snapshot) {
    return snapshot.map(Snapshot::snapshotId).orElse(null);
  }

  private static Map<String, FileState> states(
      Dataset<Row> rows, Dataset<Row> rejects, RetryRejects retryRejects) {
    List<String> retried =
        retryRejects == RetryRejects.ALL
            ? Arrays.stream(Reason.values()).map(Reason::key).toList()
            : Arrays.stream(Reason.values())
                .filter(StagedRows::isOfStorage)
                .map(Reason::key)
                .toList();
    Map<String, FileState> known =
        FileState.of(
            rows.select(
                col("source_uri"),
                col("source_byte_length"),
                col("source_modified_at"),
                col("embedded_at"),
                lit(null).cast("string")),
            retried);
    FileState.of(
            rejects.select(
                "source_uri", "source_byte_length", "source_modified_at", "last_seen_at", "reason"),
            retried)
        .forEach((uri, state) -> known.merge(uri, state, FileState::with));
    return known;
  }
}
