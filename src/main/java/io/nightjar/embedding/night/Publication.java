package io.nightjar.embedding.night;

import io.nightjar.embedding.EmbeddingSchema;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.spark.CommitMetadata;
import org.apache.iceberg.util.SnapshotUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a night visible: its rejects first, then its rows, each as one snapshot. A night counts
 * once the snapshot of its rows is there, whose summary names that of its rejects; rejects of a run
 * that was killed in between count for nobody, and the next run takes them back.
 */
final class Publication {
  private static final Logger LOG = LoggerFactory.getLogger(Publication.class);
  private static final String RUN = "nightjar.run-id";

  /** In a night's snapshot, the generation that it wrote. */
  static final String FINGERPRINT = "nightjar.model-fingerprint";

  private static final String REJECTS = "nightjar.rejects-snapshot-id";
  private static final int MOST_ATTEMPTS = 5;

  private final NightTables tables;
  private final String fingerprint;

  Publication(NightTables tables, String fingerprint) {
    this.tables = tables;
    this.fingerprint = fingerprint;
  }

  /** The snapshot of rows that readers see. */
  Optional<Snapshot> rows() {
    tables.rows().refresh();
    return Optional.ofNullable(tables.rows().currentSnapshot());
  }

  /**
   * The snapshot of rejects that belongs to it. Where the rows' snapshots that would tell have
   * expired, the latest one: a pointer that is missing is no reason to forget anything.
   */
  Optional<Snapshot> rejects() {
    tables.rejects().refresh();
    Optional<Snapshot> head = Optional.ofNullable(tables.rejects().currentSnapshot());
    Optional<Snapshot> night = lastNight();
    if (head.isEmpty() || night.isEmpty()) {
      return tables.rows().currentSnapshot() == null ? Optional.empty() : head;
    }
    String id = night.get().summary().getOrDefault(REJECTS, "");
    if (id.isEmpty()) {
      return Optional.empty();
    }
    Optional<Snapshot> published = snapshot(id);
    return published.isEmpty() || isRewritten(published.get(), head.get()) ? head : published;
  }

  private Optional<Snapshot> snapshot(String id) {
    return Optional.ofNullable(tables.rejects().snapshot(Long.parseLong(id)));
  }

  /** Whether nothing but compaction lies between two snapshots. */
  private boolean isRewritten(Snapshot from, Snapshot to) {
    for (Snapshot at : SnapshotUtil.ancestorsOf(to.snapshotId(), tables.rejects()::snapshot)) {
      if (at.snapshotId() == from.snapshotId()) {
        return true;
      }
      if (!at.operation().equals(DataOperations.REPLACE)) {
        return false;
      }
    }
    return false;
  }

  /** The latest snapshot on main that a night has made; others may have compacted it since. */
  private Optional<Snapshot> lastNight() {
    for (Snapshot snapshot : SnapshotUtil.currentAncestors(tables.rows())) {
      if (snapshot.summary().containsKey(RUN)) {
        return Optional.of(snapshot);
      }
    }
    return Optional.empty();
  }

  /** Whether a run's rows are on main. */
  private boolean isPublished(String runId) {
    tables.rows().refresh();
    for (Snapshot snapshot : SnapshotUtil.currentAncestors(tables.rows())) {
      if (runId.equals(snapshot.summary().get(RUN))) {
        return true;
      }
    }
    return false;
  }

  /** Publishes the changes of a night; without any, its name and counts. */
  void publish(NightChanges changes, NightCounts counts, String runId, TableLock lock) {
    lock.requireHeld();
    Snapshot planned = tables.rows().currentSnapshot();
    LOG.info("Night: publish rejects");
    takeBackRejects();
    Dataset<Row> rejects = changes.rejectChanges(fingerprint, runId);
    apply(tables.rejects(), tables.name().rejects(), rejects, EmbeddingSchema.rejects(), runId);
    tables.rejects().refresh();
    LOG.info("Night: publish rows");
    Map<String, String> summary = summary(counts, runId);
    if (counts.written() + counts.removed() == 0) {
      append(summary);
      return;
    }
    Dataset<Row> rows = changes.rowChanges(fingerprint, runId);
    commit(
        summary,
        () -> {
          lock.requireHeld(); // which has looked at the table as it is now
          boolean onlyAdds =
              counts.onlyAdds() && Objects.equals(planned, tables.rows().currentSnapshot());
          write(tables.name(), rows, EmbeddingSchema.rows(), onlyAdds);
          return null;
        });
  }

  /** Publishes that nothing has changed. */
  void publishIdle(NightCounts counts, String runId) {
    takeBackRejects();
    append(summary(counts, runId));
  }

  private Map<String, String> summary(NightCounts counts, String runId) {
    Map<String, String> summary = new TreeMap<>(counts.summary());
    summary.put(RUN, runId);
    summary.put(FINGERPRINT, fingerprint);
    Snapshot rejected = tables.rejects().currentSnapshot();
    summary.put(REJECTS, rejected == null ? "" : String.valueOf(rejected.snapshotId()));
    return summary;
  }

  private void append(Map<String, String> summary) {
    AppendFiles nothing = tables.rows().newAppend();
    summary.forEach(nothing::set);
    nothing.commit();
  }

  /** What a run that was killed has left there. */
  private void takeBackRejects() {
    Optional<Snapshot> published = rejects();
    Table table = tables.rejects();
    Snapshot head = table.currentSnapshot();
    if (head == null || published.filter(head::equals).isPresent()) {
      return;
    }
    LOG.info("Taking back rejects of a run that was never published: {}", head);
    if (published.isPresent()) {
      table.manageSnapshots().setCurrentSnapshot(published.get().snapshotId()).commit();
    } else {
      table.newDelete().deleteFromRowFilter(Expressions.alwaysTrue()).commit();
    }
  }

  private void apply(
      Table table, TableName name, Dataset<Row> changes, StructType columns, String runId) {
    if (changes.isEmpty()) {
      return;
    }
    boolean onlyAdds = table.currentSnapshot() == null;
    commit(
        Map.of("nightjar.rejects-of", runId),
        () -> {
          write(name, changes, columns, onlyAdds);
          return null;
        });
  }

  private interface Write {
    Void call() throws Exception;
  }

  /** Another engine may commit at the same time, a compaction say: then once more, on top of it. */
  private void commit(Map<String, String> summary, Write write) {
    for (int attempt = 1; ; attempt++) {
      try {
        CommitMetadata.withCommitProperties(summary, write::call, RuntimeException.class);
        return;
      } catch (RuntimeException e) {
        String runId = summary.get(RUN);
        if (runId != null && isPublished(runId)) {
          return; // the commit's answer was lost, not the commit
        }
        if (!isConflict(e) || attempt == MOST_ATTEMPTS) {
          throw e;
        }
        LOG.warn("Another commit was faster: once more", e);
      }
    }
  }

  private static boolean isConflict(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof CommitFailedException || cause instanceof ValidationException) {
        return true;
      }
    }
    return false;
  }

  private void write(TableName name, Dataset<Row> changes, StructType columns, boolean onlyAdds)
      throws Exception {
    if (onlyAdds) {
      changes.drop(NightChanges.OPERATION).writeTo(name.sql()).append();
      return;
    }
    SparkSession spark = tables.spark();
    String view = "nightjar_changes";
    changes.createOrReplaceTempView(view);
    try {
      spark.sql(merge(name, view, columns));
    } finally {
      spark.catalog().dropTempView(view);
    }
  }

  private String merge(TableName name, String view, StructType columns) {
    String set =
        Arrays.stream(columns.fieldNames())
            .map(column -> "t.%s = c.%s".formatted(column, column))
            .collect(Collectors.joining(", "));
    String names = String.join(", ", columns.fieldNames());
    String values =
        Arrays.stream(columns.fieldNames())
            .map(column -> "c." + column)
            .collect(Collectors.joining(", "));
    return """
        MERGE INTO %s t USING %s c ON t.uri = c.uri AND t.model_fingerprint = '%s'
        WHEN MATCHED AND c.operation = '%s' THEN DELETE
        WHEN MATCHED THEN UPDATE SET %s
        WHEN NOT MATCHED AND c.operation = '%s' THEN INSERT (%s) VALUES (%s)"""
        .formatted(
            name.sql(),
            view,
            fingerprint,
            NightChanges.REMOVE,
            set,
            NightChanges.PUT,
            names,
            values);
  }
}
