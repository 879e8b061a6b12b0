package io.nightjar.bench;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.current_timestamp;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What each way of writing costs a night and its followers: bytes and seconds of nights that change
 * a few rows of a table everywhere, seconds of reading it afterwards, and whether Iceberg's
 * changelog and a comparison of two snapshots tell what has changed.
 *
 * <p>{@code jobs/bench FollowedTable FOLDER [ROWS] [CHANGED] [NIGHTS]}: 100,000 rows of 128 numbers
 * of which 1,000 change in each of 5 nights by default. FOLDER must not be there yet.
 */
public final class FollowedTable {
  private static final int LATENTS = 128;

  private final SparkSession spark;
  private final int rows;
  private final int changed;

  private FollowedTable(SparkSession spark, int rows, int changed) {
    this.spark = spark;
    this.rows = rows;
    this.changed = changed;
  }

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]).toAbsolutePath();
    int nights = number(args, 3, 5);
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "4")
            .config(
                "spark.sql.extensions",
                "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions")
            .config("spark.sql.catalog.lake", "org.apache.iceberg.spark.SparkCatalog")
            .config("spark.sql.catalog.lake.type", "hadoop")
            .config("spark.sql.catalog.lake.warehouse", folder.toString())
            .config("spark.sql.catalog.lake.cache-enabled", "false")
            .getOrCreate()) {
      var table = new FollowedTable(spark, number(args, 1, 100_000), number(args, 2, 1_000));
      for (String mode : List.of("merge-on-read", "copy-on-write")) {
        for (int version = 2; version <= 3; version++) {
          table.measure(mode, version, nights);
        }
      }
    }
  }

  private static int number(String[] args, int index, int otherwise) {
    return args.length > index ? Integer.parseInt(args[index]) : otherwise;
  }

  private void measure(String mode, int version, int nights) throws Exception {
    String name = "lake.photos.v%d_%s".formatted(version, mode.replace('-', '_'));
    rows(0, rows, "first").createOrReplaceTempView("first");
    spark.sql(
        ("CREATE TABLE %s USING iceberg PARTITIONED BY (bucket(16, uri)) TBLPROPERTIES"
                + " ('format-version' = '%d', 'write.merge.mode' = '%s',"
                + " 'write.target-file-size-bytes' = '134217728') AS SELECT * FROM first")
            .formatted(name, version, mode));
    Table table = Spark3Util.loadIcebergTable(spark, name);
    long whole = number(table.currentSnapshot(), "added-files-size");
    long first = table.currentSnapshot().snapshotId();
    double reading = seconds(() -> read(name));
    List<Double> seconds = new ArrayList<>();
    long written = 0;
    for (int night = 1; night <= nights; night++) {
      int at = night;
      seconds.add(seconds(() -> night(name, at)));
      table.refresh();
      written += number(table.currentSnapshot(), "added-files-size");
    }
    long last = table.currentSnapshot().snapshotId();
    System.out.printf(
        Locale.ROOT,
        "v%d %s: whole %.1f MB; a night %.2f MB and %.2f s (first %.2f); read %.2f s, then %.2f s%n",
        version,
        mode,
        whole * 1e-6,
        written * 1e-6 / nights,
        seconds.stream().skip(1).mapToDouble(Double::doubleValue).average().orElse(Double.NaN),
        seconds.get(0),
        reading,
        seconds(() -> read(name)));
    tell("  changelog", () -> changelog(name, first, last));
    tell("  snapshots compared", () -> compared(name, first, last));
    tell("  row lineage", () -> lineage(name));
  }

  private static long number(Snapshot snapshot, String key) {
    return Long.parseLong(snapshot.summary().getOrDefault(key, "0"));
  }

  /** All columns that weigh anything. */
  private Dataset<Row> rows(int from, int to, String run) {
    return spark
        .range(from, to)
        .select(
            concat(lit("file:///archive/"), sha2(col("id").cast("string"), 224), lit(".jpg"))
                .as("uri"),
            sha2(concat(col("id").cast("string"), lit(run)), 256).as("content_sha256"),
            expr("transform(sequence(1, %d), x -> cast(hash(id, x, '%s') / 2147483648.0 as float))"
                    .formatted(LATENTS, run))
                .as("embedding"),
            array(lit(0f)).as("embedding_stddev"),
            lit(run).as("run_id"),
            current_timestamp().as("embedded_at"));
  }

  /** Nine changed rows in ten, the tenth removed and another one added. */
  private void night(String name, int night) {
    int stride = rows / changed;
    Dataset<Row> changes =
        rows(0, rows, "night-" + night)
            .join(
                spark
                    .range(night, rows, stride)
                    .select(
                        concat(
                                lit("file:///archive/"),
                                sha2(col("id").cast("string"), 224),
                                lit(".jpg"))
                            .as("changed"),
                        col("id").divide(stride).cast("long").mod(10).equalTo(0).as("gone")),
                col("uri").equalTo(col("changed")))
            .drop("changed")
            .unionByName(
                rows(
                        rows + night * changed,
                        rows + night * changed + changed / 10,
                        "night-" + night)
                    .withColumn("gone", lit(false)));
    changes.createOrReplaceTempView("changes");
    spark.sql(
        ("MERGE INTO %s t USING changes c ON t.uri = c.uri"
                + " WHEN MATCHED AND c.gone THEN DELETE"
                + " WHEN MATCHED THEN UPDATE SET uri = c.uri, content_sha256 = c.content_sha256,"
                + " embedding = c.embedding, embedding_stddev = c.embedding_stddev,"
                + " run_id = c.run_id, embedded_at = c.embedded_at"
                + " WHEN NOT MATCHED THEN INSERT (uri, content_sha256, embedding,"
                + " embedding_stddev, run_id, embedded_at) VALUES (c.uri, c.content_sha256,"
                + " c.embedding, c.embedding_stddev, c.run_id, c.embedded_at)")
            .formatted(name));
  }

  private void read(String name) {
    spark.table(name).selectExpr("sum(embedding[0])", "count(uri)").collectAsList();
  }

  private List<Row> changelog(String name, long first, long last) {
    spark.sql(
        ("CALL lake.system.create_changelog_view(table => '%s', changelog_view => 'log',"
                + " options => map('start-snapshot-id', '%d', 'end-snapshot-id', '%d'),"
                + " compute_updates => true, identifier_columns => array('uri'))")
            .formatted(name.substring("lake.".length()), first, last));
    return spark
        .table("log")
        .groupBy("_change_type")
        .agg(Map.of("embedding", "count"))
        .orderBy("_change_type")
        .collectAsList();
  }

  /** Each row names the run that wrote it, so two snapshots differ where that does. */
  private List<Row> compared(String name, long first, long last) {
    Dataset<Row> before = at(name, first).select(col("uri"), col("run_id").as("before"));
    Dataset<Row> after = at(name, last).select(col("uri"), col("run_id").as("after"));
    return before
        .join(after, before.col("uri").equalTo(after.col("uri")), "full_outer")
        .filter("not(before <=> after)")
        .selectExpr(
            "case when before is null then 'insert' when after is null then 'delete'"
                + " else 'update' end as change")
        .groupBy("change")
        .count()
        .orderBy("change")
        .collectAsList();
  }

  private Dataset<Row> at(String name, long snapshot) {
    return spark.read().option("snapshot-id", snapshot).table(name);
  }

  private List<Row> lineage(String name) {
    return spark
        .sql(
            ("SELECT count(distinct _row_id), count(*), min(_last_updated_sequence_number),"
                    + " max(_last_updated_sequence_number),"
                    + " count_if(_last_updated_sequence_number > 1) FROM %s")
                .formatted(name))
        .collectAsList();
  }

  private interface Work<T> {
    T call() throws Exception;
  }

  private static double seconds(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) * 1e-9;
  }

  private static void tell(String title, Work<List<Row>> work) throws Exception {
    long start = System.nanoTime();
    String found;
    try {
      found = work.call().toString();
    } catch (RuntimeException | org.apache.spark.sql.AnalysisException e) {
      found = e.getClass().getSimpleName() + ": " + e.getMessage().lines().findFirst().orElse("");
    }
    System.out.printf(
        Locale.ROOT, "%s (%.2f s): %s%n", title, (System.nanoTime() - start) * 1e-9, found);
  }
}
