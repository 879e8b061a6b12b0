package io.nightjar.embedding.night;

import io.nightjar.InvalidInputException;
import io.nightjar.embedding.EmbeddingSchema;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.iceberg.spark.source.HasIcebergCatalog;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.CatalogPlugin;
import org.apache.spark.sql.types.StructType;

/**
 * The table of rows and the one of rejects beside it, both partitioned by generation and a bucket
 * of the uri.
 */
final class NightTables {
  private static final int BUCKETS = 16;

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
  private final Table rows;
  private final Table rejects;

  private NightTables(SparkSession spark, TableName name, Table rows, Table rejects) {
    this.spark = spark;
    this.name = name;
    this.rows = rows;
    this.rejects = rejects;
  }

  /**
   * Opens both, and makes them where they are missing.
   *
   * @throws InvalidInputException when a table of that name has other columns
   */
  static NightTables openOrCreate(SparkSession spark, CatalogOptions options, TableName name)
      throws IOException {
    Catalog catalog = catalog(spark, options, name);
    NightTables tables =
        new NightTables(
            spark,
            name,
            table(catalog, name, EmbeddingSchema.rows()),
            table(catalog, name.rejects(), EmbeddingSchema.rejects()));
    tables.requireColumns();
    return tables;
  }

  /** Opens both, where they are. */
  static Optional<NightTables> find(SparkSession spark, CatalogOptions options, TableName name)
      throws IOException {
    Catalog catalog = catalog(spark, options, name);
    return catalog.tableExists(name.identifier())
            && catalog.tableExists(name.rejects().identifier())
        ? Optional.of(openOrCreate(spark, options, name))
        : Optional.empty();
  }

  /**
   * Opens both.
   *
   * @throws InvalidInputException where they are not, naming what is missing
   */
  static NightTables require(SparkSession spark, CatalogOptions options, TableName name)
      throws IOException {
    requireWarehouse(spark, options, name);
    return find(spark, options, name)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "output.table: %s does not exist in the catalog: look at its name and at"
                            .formatted(name)
                        + " catalog.warehouse, or have embed write it first"));
  }

  /** For somebody who only reads: looking for a table would make a warehouse. */
  static void requireWarehouse(SparkSession spark, CatalogOptions options, TableName name)
      throws IOException {
    if (!spark.conf().contains(key(name))) {
      options.requireWarehouse(spark.sparkContext().hadoopConfiguration());
    }
  }

  /** The session's catalog, told of unless the session's own configuration has told it. */
  static Catalog catalog(SparkSession spark, CatalogOptions options, TableName name)
      throws IOException {
    String key = key(name);
    if (!spark.conf().contains(key)) {
      options
          .resolved(spark.sparkContext().hadoopConfiguration())
          .forEach((property, value) -> spark.conf().set(key + "." + property, value));
      spark.conf().set(key, "org.apache.iceberg.spark.SparkCatalog");
    }
    CatalogPlugin plugin = spark.sessionState().catalogManager().catalog(name.catalog());
    if (!(plugin instanceof HasIcebergCatalog iceberg)) {
      throw new InvalidInputException(
          "%s: the session's catalog %s is none of Iceberg's".formatted(name, name.catalog()));
    }
    return iceberg.icebergCatalog();
  }

  private static String key(TableName name) {
    return "spark.sql.catalog." + name.catalog();
  }

  private static Table table(Catalog catalog, TableName name, StructType columns) {
    if (catalog.tableExists(name.identifier())) {
      return catalog.loadTable(name.identifier());
    }
    if (catalog instanceof SupportsNamespaces namespaces) {
      create(namespaces, name);
    }
    Schema schema = SparkSchemaUtil.convert(columns);
    PartitionSpec spec =
        PartitionSpec.builderFor(schema)
            .identity("model_fingerprint")
            .bucket("uri", BUCKETS)
            .build();
    try {
      return catalog
          .buildTable(name.identifier(), schema)
          .withPartitionSpec(spec)
          .withProperties(PROPERTIES)
          .create();
    } catch (AlreadyExistsException e) { // another run was faster
      return catalog.loadTable(name.identifier());
    }
  }

  private static void create(SupportsNamespaces namespaces, TableName name) {
    try {
      if (!namespaces.namespaceExists(name.identifier().namespace())) {
        namespaces.createNamespace(name.identifier().namespace());
      }
    } catch (AlreadyExistsException e) {
      // Then it is there.
    }
  }

  private void requireColumns() {
    for (String column : EmbeddingSchema.rows().fieldNames()) {
      if (rows.schema().findField(column) == null) {
        throw new InvalidInputException(
            "output.table: %s is no table of embeddings, it has no column %s: choose another name"
                .formatted(name, column));
      }
    }
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

  /** Likewise its rejects. */
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
