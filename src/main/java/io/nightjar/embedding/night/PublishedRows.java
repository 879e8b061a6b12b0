package io.nightjar.embedding.night;

import static org.apache.spark.sql.functions.col;

import io.nightjar.InvalidInputException;
import io.nightjar.embedding.EmbeddingSchema;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What readers see of a table: the rows of one snapshot, the current one when it was opened,
 * whatever is published meanwhile. Neither writes nor holds the table.
 */
public final class PublishedRows {
  private static final String GENERATION = "model_fingerprint";

  private final SparkSession spark;
  private final TableName name;
  private final Table table;
  private final Optional<Snapshot> snapshot;

  private PublishedRows(SparkSession spark, TableName name, Table table) {
    this.spark = spark;
    this.name = name;
    this.table = table;
    this.snapshot = Optional.ofNullable(table.currentSnapshot());
  }

  /**
   * Opens a table where it is.
   *
   * @return empty if there is no table of that name
   * @throws InvalidInputException when there is no such catalog, or the table's files lie elsewhere
   */
  public static Optional<PublishedRows> find(
      SparkSession spark, CatalogOptions options, TableName name) throws IOException {
    Optional<TableCatalog> catalog = TableCatalog.require(spark, options, name);
    Optional<Table> table = catalog.isPresent() ? catalog.get().find(name) : Optional.empty();
    return table.map(found -> new PublishedRows(spark, name, found));
  }

  /** The columns' names. */
  public List<String> columns() {
    return table.schema().columns().stream().map(column -> column.name()).toList();
  }

  /** Where the table's files lie, as the catalog says it. */
  public String location() {
    return table.location();
  }

  /** How many rows each generation has, by its fingerprint; without those that have none. */
  public SortedMap<String, Long> generations() {
    SortedMap<String, Long> generations = new TreeMap<>();
    if (snapshot.isPresent()) {
      spark
          .read()
          .option("snapshot-id", snapshot.get().snapshotId())
          .table(name.sql())
          .groupBy(col(GENERATION))
          .count()
          .collectAsList()
          .forEach(row -> generations.put(row.getString(0), row.getLong(1)));
    }
    return generations;
  }

  /** The generation of the latest night; others may have compacted the table since. */
  public Optional<String> latest() {
    if (snapshot.isEmpty()) {
      return Optional.empty();
    }
    for (Snapshot at : SnapshotUtil.ancestorsOf(snapshot.get().snapshotId(), table::snapshot)) {
      if (at.summary().containsKey(Publication.FINGERPRINT)) {
        return Optional.of(at.summary().get(Publication.FINGERPRINT));
      }
    }
    return Optional.empty();
  }

  /** All rows of a generation. */
  public Dataset<Row> of(String fingerprint) {
    return NightTables.read(spark, name, EmbeddingSchema.rows(), snapshot, fingerprint);
  }
}
