package io.nightjar.embedding.night;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/** The snapshots of a table of rows that led to what readers see, as far as they are kept. */
final class History {
  private History() {}

  /** Newest first. */
  static List<Snapshot> of(Table rows) {
    List<Snapshot> snapshots = new ArrayList<>();
    SnapshotUtil.currentAncestors(rows).forEach(snapshots::add);
    return snapshots;
  }

  /** Those of them that are nights. */
  static Stream<Snapshot> nights(Table rows) {
    return of(rows).stream().filter(snapshot -> snapshot.summary().containsKey(Publication.RUN));
  }

  /** When the last night of each generation was published, by fingerprint. */
  static Map<String, Instant> lastNights(Table rows) {
    Map<String, Instant> nights = new HashMap<>();
    nights(rows)
        .forEach(
            night ->
                nights.putIfAbsent(
                    night.summary().get(Publication.FINGERPRINT),
                    Instant.ofEpochMilli(night.timestampMillis())));
    return nights;
  }

  /**
   * When the night was published that so many nights back is the last one; empty where there are
   * fewer.
   *
   * @param nights 1 for the latest one
   */
  static Optional<Instant> night(Table rows, int nights) {
    return nights(rows)
        .skip(nights - 1L)
        .findFirst()
        .map(snapshot -> Instant.ofEpochMilli(snapshot.timestampMillis()));
  }
}
