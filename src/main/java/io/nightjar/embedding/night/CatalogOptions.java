package io.nightjar.embedding.night;

import io.nightjar.InvalidInputException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.jdbc.JdbcCatalog;

/**
 * Where tables are kept: the {@code catalog.*} keys.
 *
 * @param type of the catalog
 * @param warehouse under which tables lie, a Hadoop path; empty where the catalog knows it itself
 * @param tableLocation where a table lies that is to lie outside of the warehouse; empty where none
 * @param properties Iceberg's own, by Iceberg's names; they win
 */
public record CatalogOptions(
    Type type, String warehouse, String tableLocation, Map<String, String> properties) {
  /** Kinds of catalogs. */
  public enum Type {
    /** SQLite for a warehouse on a local disk, hadoop for one on HDFS. */
    AUTO(""),
    /**
     * Iceberg's JDBC catalog in a file of the warehouse. The Hadoop catalog is not safe on a local
     * file system, whose rename overwrites.
     */
    SQLITE("jdbc"),
    HADOOP("hadoop"),
    REST("rest"),
    HIVE("hive"),
    GLUE("glue"),
    JDBC("jdbc");

    private final String iceberg;

    Type(String iceberg) {
      this.iceberg = iceberg;
    }
  }

  static final String DATABASE = "catalog.db";

  public CatalogOptions {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(warehouse, "warehouse");
    Objects.requireNonNull(tableLocation, "tableLocation");
    properties = Map.copyOf(properties);
  }

  /** For tables that all lie in the warehouse. */
  public CatalogOptions(Type type, String warehouse, Map<String, String> properties) {
    this(type, warehouse, "", properties);
  }

  /**
   * What Iceberg's catalog is told.
   *
   * @throws InvalidInputException when something is missing, naming the key
   */
  Map<String, String> resolved(Configuration hadoop) throws IOException {
    Map<String, String> resolved = new LinkedHashMap<>();
    Type known = known(hadoop);
    resolved.put("type", known.iceberg);
    if (!warehouse.isEmpty()) {
      resolved.put("warehouse", qualified(hadoop).toString());
    } else if (known == Type.SQLITE || known == Type.HADOOP) {
      throw missingWarehouse();
    }
    if (known == Type.SQLITE) {
      resolved.putAll(sqlite(hadoop));
    }
    resolved.put("cache-enabled", "false");
    resolved.putAll(properties);
    return resolved;
  }

  /**
   * Iceberg's catalog looks whether its tables are there with a query that it never ends, and so
   * locks the file for as long as it lives: one that lives for a moment looks for all. And with a
   * log beside the file, no reader that looks itself can keep a night from its commit.
   */
  private Map<String, String> sqlite(Configuration hadoop) throws IOException {
    makeFolder(hadoop);
    String folder = qualified(hadoop).toUri().getRawPath();
    Map<String, String> sqlite = new LinkedHashMap<>();
    // Two runs may meet; each waits for the other's commit. As a file URI, for else a question mark
    // in the folder's name would begin the parameters.
    sqlite.put(
        "uri",
        "jdbc:sqlite:file:%s/%s?journal_mode=WAL&busy_timeout=60000".formatted(folder, DATABASE));
    sqlite.put("jdbc.schema-version", "V1");
    Map<String, String> looking = new LinkedHashMap<>(sqlite);
    looking.put("warehouse", qualified(hadoop).toString());
    try (JdbcCatalog catalog = new JdbcCatalog()) {
      catalog.setConf(hadoop);
      catalog.initialize(DATABASE, looking);
    }
    sqlite.put("jdbc.init-catalog-tables", "false");
    return sqlite;
  }

  /** Whether there is a catalog by now; looking into one that is not would make it. */
  boolean isMade(Configuration hadoop) throws IOException {
    return switch (known(hadoop)) {
      case SQLITE -> exists(new Path(folder(hadoop), DATABASE), hadoop);
      case HADOOP -> exists(folder(hadoop), hadoop);
      case AUTO, REST, HIVE, GLUE, JDBC -> true;
    };
  }

  /**
   * Makes sure that a folder which is to hold tables already is there, so that a misspelt one is
   * told.
   *
   * @throws InvalidInputException where it is missing, or not given where it must be
   */
  void requireWarehouse(Configuration hadoop) throws IOException {
    Type known = known(hadoop);
    if ((known == Type.SQLITE || known == Type.HADOOP) && !exists(folder(hadoop), hadoop)) {
      throw new InvalidInputException("catalog.warehouse: %s does not exist".formatted(warehouse));
    }
  }

  private static boolean exists(Path path, Configuration hadoop) throws IOException {
    return path.getFileSystem(hadoop).exists(path);
  }

  private Type known(Configuration hadoop) throws IOException {
    return type == Type.AUTO ? typeOf(hadoop) : type;
  }

  /** The warehouse, which must be given. */
  private Path folder(Configuration hadoop) throws IOException {
    if (warehouse.isEmpty()) {
      throw missingWarehouse();
    }
    return qualified(hadoop);
  }

  private Type typeOf(Configuration hadoop) throws IOException {
    if (warehouse.isEmpty()) {
      throw missingWarehouse();
    }
    String scheme = qualified(hadoop).toUri().getScheme();
    return switch (scheme) {
      case "file" -> Type.SQLITE;
      case "hdfs" -> Type.HADOOP;
      default ->
          throw new InvalidInputException(
              ("catalog.type: auto knows no catalog that is safe on %s: set it to rest, hive, glue"
                      + " or jdbc")
                  .formatted(scheme));
    };
  }

  private static InvalidInputException missingWarehouse() {
    return new InvalidInputException(
        "catalog.warehouse: missing (where tables are kept; for example"
            + " catalog.warehouse=out/warehouse)");
  }

  private Path qualified(Configuration hadoop) throws IOException {
    Path path = new Path(warehouse);
    return path.getFileSystem(hadoop).makeQualified(path);
  }

  private void makeFolder(Configuration hadoop) throws IOException {
    Path folder = qualified(hadoop);
    FileSystem files = folder.getFileSystem(hadoop);
    if (!files.mkdirs(folder)) {
      throw new InvalidInputException(
          "catalog.warehouse: %s cannot be made a folder".formatted(warehouse));
    }
  }
}
