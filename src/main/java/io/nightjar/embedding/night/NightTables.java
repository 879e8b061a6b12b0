package io.nightjar.embedding.night;

import io.nightjar.InvalidInputException;
import io.nightjar.embedding.EmbeddingSchema;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * The table of rows and the one of rejects beside it, both partitioned by generation and a bucket
 * of the uri.
 */
final class NightTables {
  private static final Map<String, String> PROPERTIES =
      Map.of(
          "format-version", "2",
          "write.delete.mode", "merge-on-read",
          "write.update.mode", "merge-on-read",
          "write.merge.mode", "merge-on-read",
          // As maintain leaves them, which would else cut up what a night has written.
          "write.target-file-size-bytes", String.valueOf(MaintainOptions.TARGET_FILE_SIZE),
          // Names repeat and fit; vectors do not, and are found out the sooner.
          "write.parquet.dict-size-bytes", "65536",
          "write.metadata.delete-after-commit.enabled", "true",
          "write.metadata.previous-versions-max", "100");

  private final SparkSession spark;
  private final TableName name;
  private final TableCatalog catalog;
  private final Table rows;
  private final Table rejects;

  private NightTables(
      SparkSession spark, TableName name, TableCatalog catalog, Table rows, Table rejects) {
    this.spark = spark;
    this.name = name;
    this.catalog = catalog;
    this.rows = rows;
    this.rejects = rejects;
  }

  /**
   * Opens both, and makes them where they are missing. Makes none alone: what it has made goes
   * where it fails.
   *
   * @param beforehand is run before a table of rows is made, and may refuse it
   * @throws InvalidInputException when a table of that name has other columns, or lies where it
   *     must not: nothing is made then
   */
  static NightTables openOrCreate(
      SparkSession spark, CatalogOptions options, TableName name, Runnable beforehand)
      throws IOException {
    Optional<TableCatalog> made = TableCatalog.find(spark, options, name);
    Optional<Table> rows = made.isPresent() ? rows(made.get(), name) : Optional.empty();
    if (rows.isEmpty()) {
      beforehand.run();
    }
    TableCatalog catalog = made.isPresent() ? made.get() : TableCatalog.open(spark, options, name);
    Optional<Table> rejects = rejects(catalog, name);
    try {
      return new NightTables(
          spark,
          name,
          catalog,
          rows.isPresent() ? rows.get() : catalog.create(name, EmbeddingSchema.rows(), PROPERTIES),
          rejects.isPresent()
              ? rejects.get()
              : catalog.create(name.rejects(), EmbeddingSchema.rejects(), PROPERTIES));
    } catch (IOException | RuntimeException e) {
      catalog.takeBack();
      throw e;
    }
  }

  /**
   * Opens both, where they are; empty where there is no table of rows.
   *
   * @throws InvalidInputException as {@link #openOrCreate}, and when the rejects alone are missing
   */
  static Optional<NightTables> find(SparkSession spark, CatalogOptions options, TableName name)
      throws IOException {
    return find(spark, TableCatalog.find(spark, options, name), name);
  }

  /**
   * Opens both.
   *
   * @throws InvalidInputException where they are not, naming what is missing
   */
  static NightTables require(SparkSession spark, CatalogOptions options, TableName name)
      throws IOException {
    return find(spark, TableCatalog.require(spark, options, name), name)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "output.table: %s does not exist in the catalog: look at its name and at"
                            .formatted(name)
                        + " catalog.warehouse, or have embed write it first"));
  }

  private static Optional<NightTables> find(
      SparkSession spark, Optional<TableCatalog> catalog, TableName name) throws IOException {
    if (catalog.isEmpty()) {
      return Optional.empty();
    }
    Optional<Table> rows = rows(catalog.get(), name);
    Optional<Table> rejects = rejects(catalog.get(), name);
    if (rows.isPresent() && rejects.isEmpty()) {
      throw new InvalidInputException(
          ("output.table: %s has lost its table of rejects, %s: have embed write it anew, without"
                  + " embed.dry-run")
              .formatted(name, name.rejects()));
    }
    return rows.map(table -> new NightTables(spark, name, catalog.get(), table, rejects.get()));
  }

  private static Optional<Table> rows(TableCatalog catalog, TableName name) throws IOException {
    Optional<Table> rows = catalog.find(name);
    if (rows.isPresent()) {
      requireColumns(rows.get(), name, "embeddings", EmbeddingSchema.rows());
    }
    return rows;
  }

  private static Optional<Table> rejects(TableCatalog catalog, TableName name) throws IOException {
    Optional<Table> rejects = catalog.find(name.rejects());
    if (rejects.isPresent()) {
      requireColumns(rejects.get(), name.rejects(), "rejects", EmbeddingSchema.rejects());
    }
    return rejects;
  }

  private static void requireColumns(
      Table table, TableName name, String content, StructType columns) {
    for (String column : columns.fieldNames()) {
      if (table.schema().findField(column) == null) {
        throw new InvalidInputException(
            "output.table: %s is no table of %s, it has no column %s: choose another name"
                .formatted(name, content, column));
      }
    }
  }

  /**
   * Takes back what {@link #openOrCreate} has made, for a run that ends before anything is
   * published; what it has staged stays for the next one.
   */
  void takeBackNew() {
    catalog.takeBack();
  }

  Table rows() {
    return rows;
  }

  Table rejects() {
    return rejects;
  }

  TableName name() {
    return name;
  }

  SparkSession spark() {
    return spark;
  }

  /** All of a generation's rows in a snapshot; none where there is no snapshot yet. */
  Dataset<Row> rows(Optional<Snapshot> snapshot, String fingerprint) {
    return read(spark, name, EmbeddingSchema.rows(), snapshot, fingerprint);
  }

  /** All of a generation's rejects in a snapshot; none where there is no snapshot yet. */
  Dataset<Row> rejects(Optional<Snapshot> snapshot, String fingerprint) {
    return read(spark, name.rejects(), EmbeddingSchema.rejects(), snapshot, fingerprint);
  }

  static Dataset<Row> read(
      SparkSession spark,
      TableName table,
      StructType columns,
      Optional<Snapshot> snapshot,
      String fingerprint) {
    Dataset<Row> all = read(spark, table, columns, snapshot);
    return snapshot.isEmpty() ? all : all.filter(all.col("model_fingerprint").equalTo(fingerprint));
  }

  /** The rows of all generations, as readers see them now. */
  Dataset<Row> allRows() {
    rows.refresh();
    return read(spark, name, EmbeddingSchema.rows(), Optional.ofNullable(rows.currentSnapshot()));
  }

  /** The rejects of all generations in a snapshot. */
  Dataset<Row> allRejects(Optional<Snapshot> snapshot) {
    return read(spark, name.rejects(), EmbeddingSchema.rejects(), snapshot);
  }

  private static Dataset<Row> read(
      SparkSession spark, TableName table, StructType columns, Optional<Snapshot> snapshot) {
    return snapshot.isEmpty()
        ? spark.createDataFrame(List.<Row>of(), columns)
        : spark.read().option("snapshot-id", snapshot.get().snapshotId()).table(table.sql());
  }
}
