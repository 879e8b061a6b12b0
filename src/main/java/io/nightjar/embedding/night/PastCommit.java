package io.nightjar.embedding.night;

import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.Snapshot;

/**
 * A snapshot of a table of rows that is still kept.
 *
 * @param at when it was committed
 * @param kind who made it
 * @param operation Iceberg's name of what it did, for example {@code append}
 * @param summary what Nightjar has noted of it, by keys without {@code nightjar.}
 */
public record PastCommit(
    Instant at, Kind kind, String operation, SortedMap<String, String> summary) {
  /** Who makes snapshots. */
  public enum Kind {
    NIGHT,
    /** Files are others, rows are the same. */
    COMPACTION,
    /** Generations were dropped. */
    DROP,
    /** Another engine. */
    FOREIGN
  }

  private static final String PREFIX = "nightjar.";

  static PastCommit of(Snapshot snapshot) {
    SortedMap<String, String> ours = new TreeMap<>();
    for (Map.Entry<String, String> entry : snapshot.summary().entrySet()) {
      if (entry.getKey().startsWith(PREFIX)) {
        ours.put(entry.getKey().substring(PREFIX.length()), entry.getValue());
      }
    }
    return new PastCommit(
        Instant.ofEpochMilli(snapshot.timestampMillis()),
        kind(snapshot),
        snapshot.operation(),
        ours);
  }

  private static Kind kind(Snapshot snapshot) {
    if (snapshot.summary().containsKey(Publication.RUN)) {
      return Kind.NIGHT;
    }
    if (snapshot.operation().equals(DataOperations.REPLACE)) {
      return Kind.COMPACTION;
    }
    return snapshot.summary().containsKey(Maintenance.RUN) ? Kind.DROP : Kind.FOREIGN;
  }
}
