package io.nightjar.embedding.night;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.storage.StorageLevel.MEMORY_AND_DISK;

import io.nightjar.embedding.EmbeddingSchema;
import io.nightjar.embedding.RejectExample;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** What a night changes, from its staged rows and the table as it was planned on. */
final class NightChanges implements AutoCloseable {
  /** What a change does to the row of its uri. */
  static final String OPERATION = "operation";

  static final String PUT = "put";
  static final String REMOVE = "remove";

  /** Whatever rows there are under its uri, which another change removes. */
  static final String ADD = "add";

  private static final String CONTENT = "content_sha256";
  private static final String TO_CONTENT = "to_sha256";

  private static final Column IS_REMOVED = col("is_replaced").and(col(TO_CONTENT).isNull());
  private static final Column IS_TOUCHED = col(CONTENT).eqNullSafe(col(TO_CONTENT));

  /**
   * A table as a night is planned on.
   *
   * @param rows of the generation
   * @param rejects of the generation
   * @param replaced files whose rows and rejects are replaced or taken out
   * @param doubled what another writer has doubled of them
   * @param other what the latest night with rows has left, where that was another generation's
   */
  record Before(
      Dataset<Row> rows,
      Dataset<Row> rejects,
      Dataset<Row> replaced,
      DoubledUris doubled,
      Optional<LatestRows> other) {
    /** The generation's rows, one to a uri. */
    Dataset<Row> rowsByUri() {
      return doubled.single(rows, "embedded_at");
    }
  }

  /**
   * The rows of the latest night's generation.
   *
   * @param all {@code uri, content_sha256}
   * @param rows of all, those that listing could have reached
   */
  record LatestRows(String fingerprint, Dataset<Row> all, Dataset<Row> rows) {}

  private final Before before;
  private final Dataset<Row> staged;
  private final Dataset<Row> rows;
  private final Dataset<Row> rejects;
  private final Dataset<Row> affected;

  /**
   * @param staged all of the night
   */
  NightChanges(Dataset<Row> staged, Before before) {
    this.before = before;
    this.staged = staged;
    this.rows = before.rowsByUri();
    this.rejects = before.doubled().single(before.rejects(), "last_seen_at");
    // Looked for in the whole table, and asked for again and again; where a generation has no rows,
    // which is no scan, all that is joined with them costs nothing unless it is kept.
    this.affected = rows.isLocal() ? affected() : affected().persist(MEMORY_AND_DISK());
  }

  @Override
  public void close() {
    affected.unpersist();
  }

  /**
   * Rows of before of files that are read again or gone, or under whose uri one is staged: {@code
   * uri, content_sha256, to_sha256, is_replaced}, where {@code to_sha256} is what is staged.
   */
  private Dataset<Row> affected() {
    Dataset<Row> files = before.replaced().withColumn("is_replaced", lit(true));
    Dataset<Row> written = stagedRows().select(col("uri"), col(CONTENT).as(TO_CONTENT));
    return rows.select("uri", CONTENT, "source_uri")
        .join(files, "source_uri", "left_outer")
        .join(written, "uri", "left_outer")
        .filter(col("is_replaced").or(col(TO_CONTENT).isNotNull()))
        .select(
            col("uri"),
            col(CONTENT),
            col(TO_CONTENT),
            col("is_replaced").isNotNull().as("is_replaced"));
  }

  /** Rows of before whose uri will have none. */
  private Dataset<Row> removed() {
    return affected.filter(IS_REMOVED);
  }

  private static Dataset<Row> without(Dataset<Row> rows, Dataset<Row> others) {
    return rows.join(others.select("uri"), "uri", "left_anti");
  }

  private Dataset<Row> staying(Dataset<Row> lines) {
    return lines.join(before.replaced(), "source_uri", "left_anti");
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
                CONTENT, "embedding", "embedding_stddev", "reconstruction_error", "width", "height")
            .join(known.select(CONTENT).distinct(), CONTENT, "left_semi")
            .dropDuplicates(CONTENT);
    Dataset<Row> reused =
        known.drop("reconstruction_error", "width", "height").join(vectors, CONTENT);
    Dataset<Row> put =
        encoded
            .unionByName(reused)
            .withColumn("model_fingerprint", lit(fingerprint))
            .withColumn("run_id", lit(runId));
    Dataset<Row> kept =
        before.doubled().latest(without(staying(before.rows()), stagedRows()), "embedded_at");
    return changes(put, removed(), before.rows(), kept, EmbeddingSchema.rows());
  }

  /**
   * Rejects as they are to be: those of their table's columns, and {@link #OPERATION}. One that
   * comes again counts its attempts.
   */
  Dataset<Row> rejectChanges(String fingerprint, String runId) {
    Dataset<Row> earlier =
        rejects.select(
            col("uri"), col("attempts").as("before_attempts"), col("first_seen_at").as("before"));
    Dataset<Row> stagedRejects = staged(StagedRows.REJECT);
    Dataset<Row> put =
        stagedRejects
            .join(earlier, "uri", "left_outer")
            .withColumn("attempts", coalesce(col("before_attempts"), lit(0)).plus(lit(1)))
            .withColumn("first_seen_at", coalesce(col("before"), col("embedded_at")))
            .withColumn("last_seen_at", col("embedded_at"))
            .withColumn("run_id", lit(runId))
            .withColumn("model_fingerprint", lit(fingerprint));
    Dataset<Row> removed =
        without(
            rejects.join(before.replaced(), "source_uri", "left_semi").select("uri"),
            stagedRejects);
    // One that is a row as well is a row, but for the place that listing could not reach.
    Dataset<Row> left = without(staying(before.rejects()), stagedRejects);
    Dataset<Row> kept =
        before
            .doubled()
            .latest(
                without(left, rows)
                    .union(
                        left.join(rows.select("uri"), "uri", "left_semi")
                            .filter(DoubledUris.isUnlisted())),
                "last_seen_at");
    return changes(put, removed, before.rejects(), kept, EmbeddingSchema.rejects());
  }

  /**
   * Everything that is to be done to a table. What another writer has doubled goes, and one line
   * comes.
   *
   * @param put lines as they are to be
   * @param removed those whose uri will have none
   * @param all lines of before
   * @param kept of the doubled ones, those that nothing takes the place of
   */
  private Dataset<Row> changes(
      Dataset<Row> put, Dataset<Row> removed, Dataset<Row> all, Dataset<Row> kept, StructType as) {
    if (before.doubled().isEmpty()) {
      return columns(put, as, PUT).union(removals(removed, as));
    }
    Dataset<Row> doubled = before.doubled().dataset(put.sparkSession());
    Dataset<Row> dropped = all.select("uri").distinct().join(doubled, "uri", "left_semi");
    return columns(without(put, doubled), as, PUT)
        .union(removals(without(removed, doubled), as))
        .union(removals(dropped, as))
        .union(columns(put.join(doubled, "uri", "left_semi"), as, ADD))
        .union(columns(kept, as, ADD));
  }

  private static Dataset<Row> columns(Dataset<Row> changes, StructType schema, String operation) {
    Column[] columns = Arrays.stream(schema.fieldNames()).map(changes::col).toArray(Column[]::new);
    return changes.select(columns).withColumn(OPERATION, lit(operation));
  }

  /** Changes that take lines out, of which nothing is asked for but their uris. */
  private static Dataset<Row> removals(Dataset<Row> removed, StructType schema) {
    Column[] columns =
        Arrays.stream(schema.fields()).map(NightChanges::uriAlone).toArray(Column[]::new);
    return removed.select(columns).withColumn(OPERATION, lit(REMOVE));
  }

  private static Column uriAlone(StructField field) {
    return field.name().equals("uri")
        ? col("uri")
        : lit(null).cast(field.dataType()).as(field.name());
  }

  /**
   * Which row that comes to a uri is which row of before that has left another one: {@code uri,
   * from_uri}. Of equal contents the first to come is the first that has left, by their uris.
   */
  private Dataset<Row> moves() {
    Dataset<Row> arrivals =
        without(stagedRows().select("uri", CONTENT), affected.filter(IS_TOUCHED));
    return pairs(arrivals, affected.filter(not(IS_TOUCHED)).select("uri", CONTENT));
  }

  private static Dataset<Row> pairs(Dataset<Row> arrivals, Dataset<Row> departures) {
    Column rank = row_number().over(Window.partitionBy(CONTENT).orderBy("uri"));
    Dataset<Row> to =
        arrivals.join(departures.select(CONTENT), CONTENT, "left_semi").withColumn("rank", rank);
    Dataset<Row> from = departures.withColumn("rank", rank).withColumnRenamed("uri", "from_uri");
    return to.join(from, new String[] {CONTENT, "rank"}, "inner").select("uri", "from_uri");
  }

  /**
   * Rows of the generation of before that live on as rows of this night for which nothing is under
   * their uri: {@code uri, from_uri}.
   */
  Dataset<Row> origins() {
    Dataset<Row> moves = moves();
    Dataset<Row> doubled = without(before.doubled().dataset(staged.sparkSession()), moves);
    return moves.union(doubled.select(col("uri"), col("uri").as("from_uri")));
  }

  /**
   * Rows of the latest night's generation that live on as rows of this night's, where that is
   * another one.
   */
  Optional<Origins> originsInOther() {
    return before.other().map(this::origins);
  }

  /**
   * Rows of another generation that live on in this one.
   *
   * @param rows {@code uri, from_uri}
   */
  record Origins(String fingerprint, Dataset<Row> rows) {}

  private Origins origins(LatestRows latest) {
    Dataset<Row> written = stagedRows().select("uri", CONTENT);
    Dataset<Row> arrivals = without(without(written, affected), moves());
    Dataset<Row> same =
        arrivals
            .join(latest.rows().select("uri"), "uri", "left_semi")
            .select(col("uri"), col("uri").as("from_uri"));
    Dataset<Row> departures =
        without(without(latest.rows().select("uri", CONTENT), written), staying(rows));
    return new Origins(
        latest.fingerprint(), same.union(pairs(without(arrivals, same), departures)));
  }

  /**
   * What becomes of rows of before that a night may touch.
   *
   * @param removed those whose uri will have none
   * @param replaced those under whose uri one is staged
   * @param departures those whose uri will have none, or another content
   */
  record Affected(long removed, long replaced, long departures) {
    static final Affected NONE = new Affected(0, 0, 0);
  }

  /** Counts what becomes of rows of before. */
  Affected affectedRows() {
    Row counts =
        affected
            .agg(
                count(IS_REMOVED, "removed"),
                count(col(TO_CONTENT).isNotNull(), "replaced"),
                count(not(IS_TOUCHED), "departures"))
            .first();
    return new Affected(counts.getLong(0), counts.getLong(1), counts.getLong(2));
  }

  /**
   * How the staged items stand to the table: one line, of counts.
   *
   * <ul>
   *   <li>{@code encoded}, {@code known}, {@code rejected}: by what became of them
   *   <li>{@code new}, {@code changed}, {@code touched}, {@code renamed}: rows, by what they were,
   *       as {@link NightCounts} says; those that are left over are duplicates
   *   <li>{@code unresolved}: known, but the table has no such content
   *   <li>{@code misshapen}: encoded, not to as many numbers as the bundle says; a dry run, which
   *       encodes nothing, has none
   * </ul>
   *
   * @param dimension the bundle's
   * @param had what {@link #affectedRows} has counted
   */
  Row counts(int dimension, Affected had) {
    Dataset<Row> was =
        affected.filter(col(TO_CONTENT).isNotNull()).select(col("uri"), IS_TOUCHED.as("touched"));
    Dataset<Row> content =
        rows.select(CONTENT)
            .join(stagedRows().select(CONTENT), CONTENT, "left_semi")
            .distinct()
            .withColumn("resolved", lit(true));
    Dataset<Row> lines = staged.join(was, "uri", "left_outer");
    Dataset<Row> moved =
        had.departures() > 0
            ? lines.join(moves(), "uri", "left_outer")
            : lines.withColumn("from_uri", lit(null));
    Column encoded = col("kind").equalTo(StagedRows.ROW);
    Column known = col("kind").equalTo(StagedRows.KNOWN);
    Column misshapen = size(col("embedding")).notEqual(dimension).and(col("embedding").isNotNull());
    Column role =
        when(col("kind").equalTo(StagedRows.REJECT), "rejected")
            .when(col("touched"), "touched")
            .when(col("from_uri").isNotNull(), "renamed")
            .when(col("touched").isNotNull(), "changed")
            .when(col("resolved"), "duplicate")
            .otherwise("new");
    return moved
        .join(content, CONTENT, "left_outer")
        .withColumn("role", role)
        .agg(
            count(encoded, "encoded"),
            count(known, "known"),
            count(col("role").equalTo("rejected"), "rejected"),
            count(col("role").equalTo("new"), "new"),
            count(col("role").equalTo("changed"), "changed"),
            count(col("role").equalTo("touched"), "touched"),
            count(col("role").equalTo("renamed"), "renamed"),
            count(known.and(col("resolved").isNull()), "unresolved"),
            count(encoded.and(misshapen), "misshapen"))
        .first();
  }

  /**
   * How many rejects there are: {@code stage, reason, again, count}, where {@code again} tells
   * those that were rejects before.
   */
  List<Row> rejectReasons() {
    Dataset<Row> earlier = rejects.select(col("uri"), lit(true).as("before"));
    return staged(StagedRows.REJECT)
        .join(earlier, "uri", "left_outer")
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
   * Counts the rows that another generation's night has left, with which those that are {@link
   * #gone} are compared; empty where the latest night was of this generation.
   */
  Optional<Long> rowsOfOther() {
    return before.other().map(latest -> latest.all().count());
  }

  /** Rows that the latest night has left and that may be lost now. */
  private Dataset<Row> latest() {
    return before.other().map(LatestRows::rows).orElseGet(this::removed).select("uri", CONTENT);
  }

  /**
   * Counts the rows that the latest night has left and under whose uri there is a reject now that
   * was none before, while no row has their content.
   */
  long broken() {
    Dataset<Row> read = staged(StagedRows.REJECT).filter(not(DoubledUris.isUnlisted()));
    return latest()
        .join(without(read, rejects).select("uri"), "uri", "left_semi")
        .join(stagedRows().select(CONTENT), CONTENT, "left_anti")
        .join(staying(rows).select(CONTENT), CONTENT, "left_anti")
        .count();
  }

  /**
   * Rows that the latest night has left and whose image is no more: no image of the archive has
   * their uri, and none has their content.
   *
   * @param had what {@link #affectedRows} has counted
   */
  long gone(Affected had) {
    if (before.other().isEmpty() && had.removed() == 0) {
      return 0;
    }
    Dataset<Row> candidates =
        latest()
            .join(staged.select("uri"), "uri", "left_anti")
            .join(staged.select(CONTENT), CONTENT, "left_anti");
    if (candidates.isEmpty()) {
      return 0; // as most often: the table need not be asked
    }
    Dataset<Row> staying =
        staying(rows).select("uri", CONTENT).union(staying(rejects).select("uri", CONTENT));
    return without(candidates, staying).join(staying.select(CONTENT), CONTENT, "left_anti").count();
  }

  private static Column count(Column condition, String name) {
    return org.apache.spark.sql.functions.count(when(condition, lit(1))).as(name);
  }
}
