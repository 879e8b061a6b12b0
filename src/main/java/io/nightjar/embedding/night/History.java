package io.nightjar.embedding.night;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  private static boolean isNight(Snapshot snapshot) {
    return snapshot.summary().containsKey(Publication.RUN);
  }

  /** When the last night of each generation was published, by fingerprint. */
  static Map<String, Instant> lastNights(Table rows) {
    Map<String, Instant> nights = new HashMap<>();
    for (Snapshot snapshot : of(rows)) {
      if (isNight(snapshot)) {
        nights.putIfAbsent(
            snapshot.summary().get(Publication.FINGERPRINT),
            Instant.ofEpochMilli(snapshot.timestampMillis()));
      }
    }
    return nights;
  }

  /**
   * When the night was published that so many nights back is the last one; empty where there are
   * fewer.
   *
   * @param nights 1 for the latest one
   */
  static Optional<Instant> night(Table rows, int nights) {
    return of(rows).stream()
        .filter(History::isNight)
        .skip(nights - 1L)
        .findFirst()
        .map(snapshot -> Instant.ofEpochMilli(snapshot.timestampMillis()));
  }
}
