package io.nightjar.embedding.night;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import java.io.IOException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What a table of rows is and how it came to be, without reading a vector.
 *
 * @param location where its files lie
 * @param holder the run that holds it
 * @param generations newest first
 * @param commits the latest nights and what came between them, newest first
 * @param rejects by reason, the most frequent first
 */
public record TableInspection(
    String location,
    Optional<TableHolder> holder,
    List<Generation> generations,
    List<PastCommit> commits,
    List<Rejects> rejects) {
  public TableInspection {
    generations = List.copyOf(generations);
    commits = List.copyOf(commits);
    rejects = List.copyOf(rejects);
  }

  /**
   * The rejects of a generation for one reason.
   *
   * @param fingerprint of the generation
   * @param count of them
   * @param attempts the most that one of them has seen
   * @param firstSeenAt the earliest one
   * @param lastSeenAt the latest one
   * @param example the uri of one
   */
  public record Rejects(
      String fingerprint,
      String stage,
      String reason,
      long count,
      int attempts,
      Instant firstSeenAt,
      Instant lastSeenAt,
      String example) {}

  /**
   * Looks.
   *
   * @param nights at most so many of the latest ones, 1 or more
   * @throws io.nightjar.InvalidInputException when there is no such table
   */
  public static TableInspection of(
      SparkSession spark, CatalogOptions catalog, TableName name, int nights) throws IOException {
    NightTables tables = NightTables.require(spark, catalog, name);
    Dataset<Row> rejects = tables.allRejects(new Publication(tables, "").rejects());
    return new TableInspection(
        tables.rows().location(),
        TableHolder.of(tables.rows(), spark.sparkContext().hadoopConfiguration()),
        Generations.of(tables, rejects),
        commits(tables, nights),
        reasons(rejects));
  }

  private static List<PastCommit> commits(NightTables tables, int nights) {
    List<PastCommit> commits = new ArrayList<>();
    int found = 0;
    for (Snapshot snapshot : History.of(tables.rows())) {
      PastCommit commit = PastCommit.of(snapshot);
      found += commit.kind() == PastCommit.Kind.NIGHT ? 1 : 0;
      if (found > nights) {
        break;
      }
      commits.add(commit);
    }
    return commits;
  }

  private static List<Rejects> reasons(Dataset<Row> rejects) {
    return rejects
        .groupBy("model_fingerprint", "stage", "reason")
        .agg(
            count(lit(1)).as("rejects"),
            max("attempts"),
            min("first_seen_at"),
            max("last_seen_at"),
            min("uri"))
        .orderBy(col("rejects").desc(), col("reason"))
        .collectAsList()
        .stream()
        .map(TableInspection::rejects)
        .toList();
  }

  private static Rejects rejects(Row row) {
    return new Rejects(
        row.getString(0),
        row.getString(1),
        row.getString(2),
        row.getLong(3),
        row.getInt(4),
        row.<Timestamp>getAs(5).toInstant(),
        row.<Timestamp>getAs(6).toInstant(),
        row.getString(7));
  }
}
