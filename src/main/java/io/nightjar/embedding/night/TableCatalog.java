package io.nightjar.embedding.night;

import io.nightjar.InvalidInputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.iceberg.spark.source.HasIcebergCatalog;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.CatalogPlugin;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The catalog in which a table has its name: finds tables and makes them, and takes back what it
 * has made. Whatever it finds lies where the user says that tables lie.
 */
final class TableCatalog {
  private static final Logger LOG = LoggerFactory.getLogger(TableCatalog.class);
  private static final int BUCKETS = 16;

  private final Catalog catalog;
  private final TablePlaces places;
  private final Configuration hadoop;
  private final List<Made> made = new ArrayList<>();

  /** Namespaces that were not there before, the innermost one first. */
  private final List<Namespace> namespacesMade = new ArrayList<>();

  /** A table that was not there before. */
  private record Made(TableName name, Table table) {}

  private TableCatalog(Catalog catalog, TablePlaces places, Configuration hadoop) {
    this.catalog = catalog;
    this.places = places;
    this.hadoop = hadoop;
  }

  /** The session's catalog, told of unless the session's own configuration has told it. */
  static TableCatalog open(SparkSession spark, CatalogOptions options, TableName name)
      throws IOException {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    String key = key(name);
    if (!spark.conf().contains(key)) {
      options
          .resolved(hadoop)
          .forEach((property, value) -> spark.conf().set(key + "." + property, value));
      spark.conf().set(key, "org.apache.iceberg.spark.SparkCatalog");
    }
    CatalogPlugin plugin = spark.sessionState().catalogManager().catalog(name.catalog());
    if (!(plugin instanceof HasIcebergCatalog iceberg)) {
      throw new InvalidInputException(
          "%s: the session's catalog %s is none of Iceberg's".formatted(name, name.catalog()));
    }
    TablePlaces places =
        TablePlaces.of(
            spark.conf().get(key + ".catalog-impl", spark.conf().get(key + ".type", "")),
            spark.conf().get(key + ".warehouse", ""),
            options.tableLocation(),
            hadoop);
    return new TableCatalog(iceberg.icebergCatalog(), places, hadoop);
  }

  /**
   * Opens it for somebody who only reads, since looking for a table would make a catalog.
   *
   * @return empty where nobody has made one yet
   */
  static Optional<TableCatalog> find(SparkSession spark, CatalogOptions options, TableName name)
      throws IOException {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    return spark.conf().contains(key(name)) || options.isMade(hadoop)
        ? Optional.of(open(spark, options, name))
        : Optional.empty();
  }

  /**
   * Opens it for somebody who needs what is in it.
   *
   * @throws InvalidInputException when there is not even a warehouse
   */
  static Optional<TableCatalog> require(SparkSession spark, CatalogOptions options, TableName name)
      throws IOException {
    if (!spark.conf().contains(key(name))) {
      options.requireWarehouse(spark.sparkContext().hadoopConfiguration());
    }
    return find(spark, options, name);
  }

  private static String key(TableName name) {
    return "spark.sql.catalog." + name.catalog();
  }

  /**
   * Opens a table where it is.
   *
   * @throws ForeignTableException when its files lie elsewhere than tables do, or are gone
   */
  Optional<Table> find(TableName name) throws IOException {
    try {
      Table table = catalog.loadTable(name.identifier());
      places.require(table, name);
      return Optional.of(table);
    } catch (NoSuchTableException e) {
      return Optional.empty();
    } catch (NotFoundException e) {
      throw new ForeignTableException(
          ("%s: the catalog leads to a file that is not there (%s): put the table's files back where"
                  + " they were, or move them as docs/warehouses.md says")
              .formatted(name, e.getMessage()),
          e);
    }
  }

  /** Makes a table, unless another run was faster. */
  Table create(TableName name, StructType columns, Map<String, String> properties)
      throws IOException {
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
      Table table =
          catalog
              .buildTable(name.identifier(), schema)
              .withPartitionSpec(spec)
              .withProperties(properties)
              .create();
      made.add(new Made(name, table));
      return table;
    } catch (AlreadyExistsException e) {
      return find(name).orElseThrow(() -> e);
    }
  }

  private void create(SupportsNamespaces namespaces, TableName name) {
    List<Namespace> missing =
        levels(name.identifier().namespace()).stream()
            .filter(level -> !namespaces.namespaceExists(level))
            .toList();
    try {
      if (missing.contains(name.identifier().namespace())) {
        namespaces.createNamespace(name.identifier().namespace());
        namespacesMade.addAll(missing);
      }
    } catch (AlreadyExistsException e) {
      // Then it is there.
    }
  }

  /** A namespace and those that it is in, the innermost one first. */
  private static List<Namespace> levels(Namespace namespace) {
    List<Namespace> levels = new ArrayList<>();
    for (int length = namespace.length(); length > 0; length--) {
      levels.add(Namespace.of(Arrays.copyOf(namespace.levels(), length)));
    }
    return levels;
  }

  /**
   * Takes back what it has made, unless somebody has published there or is about to; what was
   * staged stays for the next run. What fails here leaves a table without rows.
   */
  void takeBack() {
    try {
      if (!made.isEmpty() && made.stream().map(Made::table).allMatch(TableCatalog::isUnused)) {
        for (Made one : made) {
          drop(one);
        }
        dropNamespaces();
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("Cannot take back {}", made, e);
    }
  }

  private static boolean isUnused(Table table) {
    table.refresh();
    return table.currentSnapshot() == null && !table.properties().containsKey(TableLock.PROPERTY);
  }

  /**
   * Drops a table and leaves what is staged beside it. The Hadoop catalog knows a table by its
   * metadata, and would drop all beside that, too.
   */
  private void drop(Made one) throws IOException {
    if (!(catalog instanceof HadoopCatalog)) {
      catalog.dropTable(one.name().identifier(), false);
    }
    Path location = new Path(one.table().location());
    FileSystem files = location.getFileSystem(hadoop);
    files.delete(new Path(location, "metadata"), true);
    deleteEmpty(files, Staging.root(one.table()));
    deleteEmpty(files, TableLock.folder(one.table()));
    deleteEmpty(files, location);
    Path folder = location.getParent();
    for (int level = 0; level < namespacesMade.size(); level++) {
      deleteEmpty(files, folder);
      folder = folder.getParent();
    }
  }

  private static void deleteEmpty(FileSystem files, Path folder) throws IOException {
    if (files.exists(folder) && files.listStatus(folder).length == 0) {
      files.delete(folder, false);
    }
  }

  private void dropNamespaces() {
    if (catalog instanceof SupportsNamespaces namespaces) {
      try {
        namespacesMade.forEach(namespaces::dropNamespace);
      } catch (NamespaceNotEmptyException e) {
        LOG.info("The namespace stays", e);
      }
    }
  }
}
