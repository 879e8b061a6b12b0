package io.nightjar.embedding.night;

import java.io.Closeable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tags on the snapshots that a night is planned on, so that nobody expires them while it runs.
 * Those of a run that was killed go with the next night, or by themselves after some days.
 */
final class PlannedSnapshots implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(PlannedSnapshots.class);
  private static final String PREFIX = "nightjar-plan-";
  private static final Duration LONGEST_NIGHT = Duration.ofDays(7);

  private final NightTables tables;
  private final Optional<Snapshot> rows;
  private final Optional<Snapshot> rejects;
  private final String runId;

  private PlannedSnapshots(
      NightTables tables, Optional<Snapshot> rows, Optional<Snapshot> rejects, String runId) {
    this.tables = tables;
    this.rows = rows;
    this.rejects = rejects;
    this.runId = runId;
  }

  /**
   * Tags those that readers see now, until closed. Only the holder of the table's lock may.
   *
   * @param runId names the tags
   */
  static PlannedSnapshots keep(NightTables tables, Publication publication, String runId) {
    PlannedSnapshots planned =
        new PlannedSnapshots(tables, publication.rows(), publication.rejects(), runId);
    untag(tables.rows(), PREFIX); // whoever has left any is no more: there is one lock
    untag(tables.rejects(), PREFIX);
    planned.rows.ifPresent(snapshot -> tag(tables.rows(), snapshot, runId));
    planned.rejects.ifPresent(snapshot -> tag(tables.rejects(), snapshot, runId));
    return planned;
  }

  /** Of the rows, where there are any. */
  Optional<Snapshot> rows() {
    return rows;
  }

  /** Of the rejects that belong to them. */
  Optional<Snapshot> rejects() {
    return rejects;
  }

  private static void tag(Table table, Snapshot snapshot, String runId) {
    String tag = PREFIX + runId;
    table
        .manageSnapshots()
        .createTag(tag, snapshot.snapshotId())
        .setMaxRefAgeMs(tag, LONGEST_NIGHT.toMillis())
        .commit();
  }

  /** What fails here has no consequence: the next night does it, or time. */
  @Override
  public void close() {
    try {
      untag(tables.rows(), PREFIX + runId);
      untag(tables.rejects(), PREFIX + runId);
    } catch (RuntimeException e) {
      LOG.warn("Cannot take away the tags of run {}", runId, e);
    }
  }

  private static void untag(Table table, String prefix) {
    table.refresh();
    List<String> left =
        table.refs().keySet().stream().filter(tag -> tag.startsWith(prefix)).toList();
    if (!left.isEmpty()) {
      var snapshots = table.manageSnapshots();
      left.forEach(snapshots::removeTag);
      snapshots.commit();
    }
  }
}
