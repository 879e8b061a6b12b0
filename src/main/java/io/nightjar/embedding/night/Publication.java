package io.nightjar.embedding.night;

import static org.apache.spark.sql.functions.lit;

import io.nightjar.OutputHeldException;
import io.nightjar.embedding.EmbeddingSchema;
import io.nightjar.embedding.night.NightChanges.Origins;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.spark.CommitMetadata;
import org.apache.iceberg.spark.SparkWriteOptions;
import org.apache.iceberg.util.SnapshotUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a night visible: its rejects first, then its rows, each as one snapshot. A night counts
 * once the snapshot of its rows is there, whose summary names that of its rejects; rejects of a run
 * that was killed in between count for nobody, and the next run takes them back.
 */
final class Publication {
  private static final Logger LOG = LoggerFactory.getLogger(Publication.class);
  static final String RUN = "nightjar.run-id";

  /** In a night's snapshot, the generation that it wrote. */
  static final String FINGERPRINT = "nightjar.model-fingerprint";

  static final String REJECTS = "nightjar.rejects-snapshot-id";

  /** In a snapshot of rejects, the run that they are of. */
  static final String REJECTS_OF = "nightjar.rejects-of";

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
    return snapshot(tables.rejects(), id);
  }

  /** The snapshot that a night's summary names; others may have written what is no id. */
  static Optional<Snapshot> snapshot(Table rejects, String id) {
    try {
      return Optional.ofNullable(rejects.snapshot(Long.parseLong(id)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Whether no run's rejects lie between two snapshots: maintenance and other engines may. */
  private boolean isRewritten(Snapshot from, Snapshot to) {
    for (Snapshot at : SnapshotUtil.ancestorsOf(to.snapshotId(), tables.rejects()::snapshot)) {
      if (at.snapshotId() == from.snapshotId()) {
        return true;
      }
      if (at.summary().containsKey(REJECTS_OF)) {
        return false;
      }
    }
    return false;
  }

  /** The latest snapshot on main that a night has made; others may have compacted it since. */
  private Optional<Snapshot> lastNight() {
    return History.nights(tables.rows()).findFirst();
  }

  /**
   * Makes sure that an archive was listed after the generation's latest night, or what that has
   * added would seem to be gone.
   *
   * @throws OutputHeldException when it was not
   */
  void requireNoneSince(Instant listed) {
    History.nights(tables.rows())
        .takeWhile(night -> night.timestampMillis() > listed.toEpochMilli())
        .filter(night -> fingerprint.equals(night.summary().get(FINGERPRINT)))
        .findFirst()
        .ifPresent(
            night -> {
              throw new OutputHeldException(
                  "Run %s has published a night since this one listed the archive: run again"
                      .formatted(night.summary().get(RUN)));
            });
  }

  /** Whether a run's rows are on main. */
  private boolean isPublished(String runId) {
    tables.rows().refresh();
    return History.nights(tables.rows()).anyMatch(night -> runId.equals(night.summary().get(RUN)));
  }

  /**
   * Publishes the changes of a night; without any, its name and counts.
   *
   * @param figures for the snapshot's summary, besides those
   * @param planned the rows' snapshot that they change
   */
  void publish(
      NightChanges changes,
      NightCounts counts,
      Map<String, String> figures,
      Optional<Snapshot> planned,
      String runId,
      TableLock lock) {
    lock.requireHeld();
    LOG.info("Night: publish rejects");
    takeBackRejects();
    Dataset<Row> rejects = changes.rejectChanges(fingerprint, runId);
    apply(rejects, runId, lock);
    tables.rejects().refresh();
    LOG.info("Night: publish rows");
    Map<String, String> summary = summary(counts, runId);
    summary.putAll(figures);
    if (counts.written() + counts.removed() + counts.doubled().count() == 0) {
      lock.requireHeld();
      append(summary);
      return;
    }
    Dataset<Row> rows = changes.rowChanges(fingerprint, runId);
    commit(
        summary,
        attempt -> {
          lock.requireHeld();
          tables.rows().refresh();
          OtherColumns others = others(tables.name(), EmbeddingSchema.rows());
          Dataset<Row> all = others.isEmpty() ? rows : carried(others, rows, changes);
          if (attempt == 1 && counts.onlyAdds()) {
            append(tables.name(), all, others, planned);
          } else {
            merge(tables.name(), all, EmbeddingSchema.rows(), others);
          }
        });
  }

  private OtherColumns others(TableName name, StructType ours) {
    return OtherColumns.of(tables.spark().table(name.sql()), ours);
  }

  /** The values are those of now: others may have set some since the night was planned. */
  private Dataset<Row> carried(OtherColumns others, Dataset<Row> rows, NightChanges changes) {
    List<Origins> origins = new ArrayList<>();
    origins.add(new Origins(fingerprint, changes.origins()));
    changes.originsInOther().ifPresent(origins::add);
    return others.carried(rows, tables.spark().table(tables.name().sql()), origins);
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

  private void apply(Dataset<Row> computed, String runId, TableLock lock) {
    Dataset<Row> changes = computed.persist(StorageLevel.MEMORY_AND_DISK()); // few, and asked twice
    try {
      if (!changes.isEmpty()) {
        write(changes, runId, lock);
      }
    } finally {
      changes.unpersist();
    }
  }

  private void write(Dataset<Row> changes, String runId, TableLock lock) {
    TableName name = tables.name().rejects();
    boolean isFirst = tables.rejects().currentSnapshot() == null;
    commit(
        Map.of(REJECTS_OF, runId),
        attempt -> {
          lock.requireHeld();
          if (attempt == 1 && isFirst) {
            append(name, changes, others(name, EmbeddingSchema.rejects()), Optional.empty());
          } else {
            merge(name, changes, EmbeddingSchema.rejects(), OtherColumns.NONE);
          }
        });
  }

  private interface Write {
    /**
     * Commits something.
     *
     * @param attempt from 1 on
     */
    void call(int attempt) throws NoSuchTableException;
  }

  /** Another engine may commit at the same time, a compaction say: then once more, on top of it. */
  private void commit(Map<String, String> summary, Write write) {
    for (int attempt = 1; ; attempt++) {
      try {
        write(summary, write, attempt);
        return;
      } catch (Exception e) { // Spark's come undeclared
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

  private static void write(Map<String, String> summary, Write write, int attempt) {
    CommitMetadata.withCommitProperties(
        summary,
        () -> {
          write.call(attempt);
          return null;
        },
        RuntimeException.class);
  }

  static boolean isConflict(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof CommitFailedException || cause instanceof ValidationException) {
        return true;
      }
    }
    return false;
  }

  /** An append that fails where other rows have come since, which Iceberg's own does not. */
  private static void append(
      TableName name, Dataset<Row> changes, OtherColumns others, Optional<Snapshot> planned)
      throws NoSuchTableException {
    var append =
        others
            .named(changes.drop(NightChanges.OPERATION))
            .writeTo(name.sql())
            .option(SparkWriteOptions.ISOLATION_LEVEL, "serializable");
    planned.ifPresent(
        snapshot ->
            append.option(SparkWriteOptions.VALIDATE_FROM_SNAPSHOT_ID, snapshot.snapshotId()));
    append.overwrite(lit(false));
  }

  private void merge(
      TableName name, Dataset<Row> changes, StructType columns, OtherColumns others) {
    SparkSession spark = tables.spark();
    String view = "nightjar_changes";
    changes.createOrReplaceTempView(view);
    try {
      spark.sql(mergeSql(name, view, columns, others));
    } finally {
      spark.catalog().dropTempView(view);
    }
  }

  /** Changes have a uri once, besides those that add. */
  private String mergeSql(TableName name, String view, StructType columns, OtherColumns others) {
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
        MERGE INTO %s t USING %s c
        ON t.uri = c.uri AND t.model_fingerprint = '%s' AND c.operation <> '%s'
        WHEN MATCHED AND c.operation = '%s' THEN DELETE
        WHEN MATCHED THEN UPDATE SET %s%s
        WHEN NOT MATCHED AND c.operation <> '%s' THEN INSERT (%s%s) VALUES (%s%s)"""
        .formatted(
            name.sql(),
            view,
            fingerprint,
            NightChanges.ADD,
            NightChanges.REMOVE,
            set,
            others.assignments(),
            NightChanges.REMOVE,
            names,
            others.names(),
            values,
            others.values());
  }
}
