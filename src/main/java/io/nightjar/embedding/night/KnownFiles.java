package io.nightjar.embedding.night;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;

import io.nightjar.embedding.night.NightOptions.RetryRejects;
import io.nightjar.image.Rejection.Reason;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What two snapshots know of the files that their rows and rejects came from. Snapshots do not
 * change, so that it holds whenever it was read.
 *
 * @param rows the snapshot of the rows; null where there is none
 * @param rejects the snapshot of the rejects; null where there is none
 * @param states by URI
 * @param doubled what another writer has doubled
 */
record KnownFiles(Long rows, Long rejects, Map<String, FileState> states, DoubledUris doubled) {

  /** Reads a few columns of a generation. */
  static KnownFiles read(
      NightTables tables,
      Optional<Snapshot> rows,
      Optional<Snapshot> rejects,
      String fingerprint,
      RetryRejects retryRejects) {
    Dataset<Row> rowsOf = tables.rows(rows, fingerprint);
    Dataset<Row> rejectsOf = tables.rejects(rejects, fingerprint);
    List<ReadStates.Part> parts =
        columns(rowsOf, "embedded_at", lit(null).cast("string"), lit(false), DoubledUris.keyOfRow())
            .union(
                columns(
                    rejectsOf,
                    "last_seen_at",
                    col("reason"),
                    DoubledUris.isUnlisted(),
                    DoubledUris.keyOfReject()))
            .javaRDD()
            .mapPartitions(new ReadStates(retried(retryRejects)))
            .collect();
    Map<String, FileState> states = new HashMap<>();
    parts.forEach(
        part -> part.states().forEach((uri, state) -> states.merge(uri, state, FileState::with)));
    DoubledUris doubled = DoubledUris.find(rowsOf, rejectsOf, ReadStates.repeated(parts), states);
    return new KnownFiles(id(rows), id(rejects), states, doubled);
  }

  private static Dataset<Row> columns(
      Dataset<Row> lines, String seenAt, Column reason, Column isUnlisted, Column key) {
    return lines.select(
        col("source_uri"),
        col("source_byte_length"),
        col("source_modified_at"),
        col(seenAt),
        reason,
        isUnlisted,
        xxhash64(key));
  }

  boolean isOf(Optional<Snapshot> otherRows, Optional<Snapshot> otherRejects) {
    return Objects.equals(rows, id(otherRows)) && Objects.equals(rejects, id(otherRejects));
  }

  private static Long id(Optional<Snapshot> snapshot) {
    return snapshot.map(Snapshot::snapshotId).orElse(null);
  }

  private static List<String> retried(RetryRejects retryRejects) {
    return Arrays.stream(Reason.values())
        .filter(reason -> retryRejects == RetryRejects.ALL || StagedRows.isOfStorage(reason))
        .map(Reason::key)
        .toList();
  }
}
