package io.nightjar.embedding.night;

import java.io.Closeable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/**
 * Tags on the snapshots that a night is planned on, so that nobody expires them while it runs.
 * Those of a run that was killed go with the next night, or by themselves after some days.
 */
final class PlannedSnapshots implements Closeable {
  private static final String PREFIX = "nightjar-plan-";
  private static final Duration LONGEST_NIGHT = Duration.ofDays(7);

  private final NightTables tables;
  private final Optional<Snapshot> rows;
  private final Optional<Snapshot> rejects;

  private PlannedSnapshots(
      NightTables tables, Optional<Snapshot> rows, Optional<Snapshot> rejects) {
    this.tables = tables;
    this.rows = rows;
    this.rejects = rejects;
  }

  /**
   * Tags those that readers see now, until closed. Only the holder of the table's lock may.
   *
   * @param runId names the tags
   */
  static PlannedSnapshots keep(NightTables tables, Publication publication, String runId) {
    PlannedSnapshots planned =
        new PlannedSnapshots(tables, publication.rows(), publication.rejects());
    planned.close();
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

  /** Whoever else has left one is no more: there is one lock. */
  @Override
  public void close() {
    untag(tables.rows());
    untag(tables.rejects());
  }

  private static void untag(Table table) {
    table.refresh();
    List<String> left =
        table.refs().keySet().stream().filter(tag -> tag.startsWith(PREFIX)).toList();
    if (!left.isEmpty()) {
      var snapshots = table.manageSnapshots();
      left.forEach(snapshots::removeTag);
      snapshots.commit();
    }
  }
}
