package io.nightjar.embedding.night;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.storage.StorageLevel.MEMORY_AND_DISK;

import io.nightjar.embedding.EmbeddingSchema;
import io.nightjar.embedding.RejectExample;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** What a night changes, from its staged rows and the table as it was planned on. */
final class NightChanges implements AutoCloseable {
  /** What a change does to the row of its uri. */
  static final String OPERATION = "operation";

  static final String PUT = "put";
  static final String REMOVE = "remove";

  private final Dataset<Row> staged;
  private final Dataset<Row> rows;
  private final Dataset<Row> rejects;
  private final Dataset<Row> removed;
  private final Dataset<Row> removedRejects;

  /**
   * @param staged all of the night
   * @param rows of the generation before it
   * @param rejects of the generation before it
   * @param replaced files whose rows and rejects are replaced or taken out
   */
  NightChanges(
      Dataset<Row> staged, Dataset<Row> rows, Dataset<Row> rejects, Dataset<Row> replaced) {
    this.staged = staged;
    this.rows = rows;
    this.rejects = rejects;
    // Looked for in the whole table, and asked for again and again.
    this.removed = without(of(rows, replaced), stagedRows()).persist(MEMORY_AND_DISK());
    this.removedRejects = without(of(rejects, replaced), staged(StagedRows.REJECT));
  }

  @Override
  public void close() {
    removed.unpersist();
  }

  private static Dataset<Row> of(Dataset<Row> rows, Dataset<Row> files) {
    return rows.join(files, column("source_uri"), "left_semi");
  }

  private static Dataset<Row> without(Dataset<Row> rows, Dataset<Row> others) {
    return rows.join(others.select("uri"), column("uri"), "left_anti");
  }

  private Dataset<Row> staged(String... kinds) {
    return staged.filter(col("kind").isin((Object[]) kinds));
  }

  /** Each file that is read has one outcome, so a uri has one, but for containers cut in two. */
  private Dataset<Row> stagedRows() {
    return staged(StagedRows.ROW, StagedRows.KNOWN);
  }

  /** What the encoder gave, of the rows with a new vector. */
  Dataset<Row> vectors() {
    return staged(StagedRows.ROW).select("embedding", "reconstruction_error");
  }

  /** Rows as they are to be: those of the table's columns, and {@link #OPERATION}. */
  Dataset<Row> rowChanges(String fingerprint, String runId) {
    Dataset<Row> encoded = staged(StagedRows.ROW);
    Dataset<Row> known = staged(StagedRows.KNOWN).drop("embedding", "embedding_stddev");
    Dataset<Row> vectors =
        rows.select(
                "content_sha256",
                "embedding",
                "embedding_stddev",
                "reconstruction_error",
                "width",
                "height")
            .join(known.select("content_sha256").distinct(), column("content_sha256"), "left_semi")
            .dropDuplicates("content_sha256");
    Dataset<Row> reused =
        known
            .drop("reconstruction_error", "width", "height")
            .join(vectors, column("content_sha256"), "inner");
    Dataset<Row> put =
        encoded
            .unionByName(reused)
            .withColumn("model_fingerprint", lit(fingerprint))
            .withColumn("run_id", lit(runId));
    StructType schema = EmbeddingSchema.rows();
    return columns(put, schema, PUT).union(columns(removed, schema, REMOVE));
  }

  private static Dataset<Row> columns(Dataset<Row> changes, StructType schema, String operation) {
    Column[] columns = Arrays.stream(schema.fieldNames()).map(changes::col).toArray(Column[]::new);
    return changes.select(columns).withColumn(OPERATION, lit(operation));
  }

  /** Rejects as they are to be, likewise; one that comes again counts its attempts. */
  Dataset<Row> rejectChanges(String fingerprint, String runId) {
    Dataset<Row> before =
        rejects.select(
            col("uri"), col("attempts").as("before_attempts"), col("first_seen_at").as("before"));
    Dataset<Row> put =
        staged(StagedRows.REJECT)
            .join(before, column("uri"), "left_outer")
            .withColumn("attempts", coalesce(col("before_attempts"), lit(0)).plus(lit(1)))
            .withColumn("first_seen_at", coalesce(col("before"), col("embedded_at")))
            .withColumn("last_seen_at", col("embedded_at"))
            .withColumn("run_id", lit(runId))
            .withColumn("model_fingerprint", lit(fingerprint));
    StructType schema = EmbeddingSchema.rejects();
    return columns(put, schema, PUT).union(columns(removedRejects, schema, REMOVE));
  }

  /**
   * How the staged items stand to the table: one line, of counts.
   *
   * <ul>
   *   <li>{@code encoded}, {@code known}, {@code rejected}
   *   <li>{@code touched}: known under its own uri
   *   <li>{@code changed}: encoded, under a uri that had a row
   *   <li>{@code renamed}: known from a row that is taken out
   *   <li>{@code unresolved}: known, but the table has no such content
   *   <li>{@code misshapen}: encoded, not to as many numbers as the bundle says; a dry run, which
   *       encodes nothing, has none
   * </ul>
   *
   * @param dimension the bundle's
   */
  Row counts(int dimension) {
    Dataset<Row> before =
        rows.select(col("uri"), col("content_sha256").as("before_sha256"), lit(true).as("was"));
    Dataset<Row> removedContent =
        removed
            .select(col("content_sha256"), lit(true).as("moved"))
            .dropDuplicates("content_sha256");
    Dataset<Row> content =
        rows.select(col("content_sha256"), lit(true).as("resolved"))
            .dropDuplicates("content_sha256");
    Column encoded = col("kind").equalTo(StagedRows.ROW);
    Column known = col("kind").equalTo(StagedRows.KNOWN);
    Column same = col("content_sha256").equalTo(col("before_sha256"));
    Column misshapen = size(col("embedding")).notEqual(dimension).and(col("embedding").isNotNull());
    Column renamed = known.and(col("was").isNull()).and(col("moved").isNotNull());
    return staged
        .join(before, column("uri"), "left_outer")
        .join(removedContent, column("content_sha256"), "left_outer")
        .join(content, column("content_sha256"), "left_outer")
        .agg(
            count(encoded, "encoded"),
            count(known, "known"),
            count(col("kind").equalTo(StagedRows.REJECT), "rejected"),
            count(known.and(same), "touched"),
            count(encoded.and(col("was").isNotNull()), "changed"),
            count(renamed, "renamed"),
            count(known.and(col("resolved").isNull()), "unresolved"),
            count(encoded.and(misshapen), "misshapen"),
            count(encoded.or(known).and(col("was").isNotNull()), "replaced"))
        .first();
  }

  /**
   * How many rejects there are: {@code stage, reason, again, count}, where {@code again} tells
   * those that were rejects before.
   */
  List<Row> rejectReasons() {
    Dataset<Row> before = rejects.select(col("uri"), lit(true).as("before"));
    return staged(StagedRows.REJECT)
        .join(before, column("uri"), "left_outer")
        .withColumn("again", col("before").isNotNull())
        .groupBy("stage", "reason", "again")
        .count()
        .collectAsList();
  }

  /** The first few of the rejects that were none before. */
  List<RejectExample> rejectExamples() {
    return without(staged(StagedRows.REJECT), rejects)
        .select("uri", "reason")
        .orderBy("uri")
        .limit(RejectExample.MOST)
        .collectAsList()
        .stream()
        .map(row -> new RejectExample(row.getString(0), row.getString(1)))
        .toList();
  }

  /**
   * Rows of files that are read again or gone, and that are no more: one line, of counts.
   *
   * <ul>
   *   <li>{@code removed}: all
   *   <li>{@code gone}: those whose content is under no other uri that is new
   * </ul>
   */
  Row removals() {
    Dataset<Row> kept = stagedRows().select(col("content_sha256"), lit(true).as("kept")).distinct();
    return removed
        .select("content_sha256")
        .join(kept, column("content_sha256"), "left_outer")
        .agg(count(lit(true), "removed"), count(col("kept").isNull(), "gone"))
        .first();
  }

  private static Column count(Column condition, String name) {
    return org.apache.spark.sql.functions.count(when(condition, lit(1))).as(name);
  }

  private static scala.collection.Seq<String> column(String name) {
    return scala.collection.JavaConverters.asScalaBuffer(java.util.List.of(name)).toSeq();
  }
}
