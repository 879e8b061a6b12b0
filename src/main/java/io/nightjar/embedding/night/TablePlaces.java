package io.nightjar.embedding.night;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;

/**
 * Where the files of a table may lie: in the warehouse, or where the user says that this table
 * lies. Iceberg's metadata names every file by its whole path, so a warehouse that was copied leads
 * to the files of the original, which a night would add to and maintenance would delete.
 *
 * <p>Catalogs that know by themselves where a table is, such as REST, Hive and Glue, are believed.
 */
final class TablePlaces {
  /** The catalogs whose tables lie in their warehouse unless somebody puts one elsewhere. */
  private static final Set<String> BY_WAREHOUSE =
      Set.of(
          "jdbc",
          "hadoop",
          "org.apache.iceberg.jdbc.JdbcCatalog",
          "org.apache.iceberg.hadoop.HadoopCatalog");

  private static final List<String> FOLDERS =
      List.of(
          TableProperties.WRITE_DATA_LOCATION,
          TableProperties.WRITE_METADATA_LOCATION,
          "write.object-storage.path",
          "write.folder-storage.path");

  private final String warehouse;
  private final List<Path> places;
  private final Configuration hadoop;

  /** Folders that were asked for, and whether they are in one of the places. */
  private final Map<Path, Boolean> known = new HashMap<>();

  private TablePlaces(String warehouse, List<Path> places, Configuration hadoop) {
    this.warehouse = warehouse;
    this.places = places;
    this.hadoop = hadoop;
  }

  /**
   * The places of a catalog's tables.
   *
   * @param type of the catalog, by Iceberg's name or its class; any other than those that have a
   *     warehouse is believed
   * @param warehouse a Hadoop path, or empty
   * @param tableLocation another place: a Hadoop path, or empty
   */
  static TablePlaces of(String type, String warehouse, String tableLocation, Configuration hadoop)
      throws IOException {
    List<Path> places = new ArrayList<>();
    if (isByWarehouse(type) && !warehouse.isEmpty()) {
      places.add(qualified(new Path(warehouse), hadoop));
      if (!tableLocation.isEmpty()) {
        places.add(qualified(new Path(tableLocation), hadoop));
      }
    }
    return new TablePlaces(warehouse, places, hadoop);
  }

  /** Iceberg takes the names of catalogs in any case, those of classes as they are. */
  private static boolean isByWarehouse(String type) {
    return BY_WAREHOUSE.contains(type) || BY_WAREHOUSE.contains(type.toLowerCase(Locale.ROOT));
  }

  /**
   * Makes sure that a table lies there with all that a night or maintenance would touch.
   *
   * @throws ForeignTableException when it does not
   */
  void require(Table table, TableName name) throws IOException {
    // Iceberg's own views, such as the list of a table's files, have none; they hold no rows of
    // ours.
    if (!places.isEmpty() && table instanceof HasTableOperations operations) {
      new Check(table, name).all(operations.operations().current());
    }
  }

  /** Looks at one table. */
  private final class Check {
    private final Table table;
    private final TableName name;

    Check(Table table, TableName name) {
      this.table = table;
      this.name = name;
    }

    void all(TableMetadata metadata) throws IOException {
      requireFolder("lies in", table.location());
      requireNoOtherCatalog();
      requireFile("metadata file", metadata.metadataFileLocation());
      for (String property : FOLDERS) {
        if (table.properties().containsKey(property)) {
          requireFolder("has the property " + property, table.properties().get(property));
        }
      }
      for (TableMetadata.MetadataLogEntry previous : metadata.previousFiles()) {
        requireFile("earlier metadata file", previous.file());
      }
      for (Snapshot snapshot : table.snapshots()) {
        requireFile("manifest list", snapshot.manifestListLocation());
      }
      if (table.currentSnapshot() != null) {
        for (ManifestFile manifest : table.currentSnapshot().allManifests(table.io())) {
          requireFile("manifest", manifest.path());
          requireDataFile(manifest);
        }
      }
    }

    /** One file stands for its manifest: who writes a manifest anew writes all that is in it. */
    private void requireDataFile(ManifestFile manifest) throws IOException {
      try (ManifestReader<? extends ContentFile<?>> reader =
              manifest.content() == ManifestContent.DATA
                  ? ManifestFiles.read(manifest, table.io(), table.specs())
                  : ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs());
          var files = reader.iterator()) {
        if (files.hasNext()) {
          requireFile("data file", files.next().location());
        }
      }
    }

    private void requireFile(String what, String file) throws IOException {
      requireInside(new Path(file).getParent(), "has the %s %s".formatted(what, file));
    }

    private void requireFolder(String what, String folder) throws IOException {
      requireInside(new Path(folder), "%s %s".formatted(what, folder));
    }

    private void requireInside(Path folder, String where) throws IOException {
      if (!isInside(folder)) {
        throw refused("%s, outside of the warehouse %s".formatted(where, warehouse));
      }
    }

    /** The file of a catalog may have been copied to a folder above its warehouse. */
    private void requireNoOtherCatalog() throws IOException {
      Path at = qualified(new Path(table.location()), hadoop);
      FileSystem files = at.getFileSystem(hadoop);
      for (; isWithin(at, places) && !places.contains(at); at = at.getParent()) {
        if (files.exists(new Path(at, CatalogOptions.DATABASE))) {
          throw refused(
              "lies in %s, which is the warehouse %s's and not %s's"
                  .formatted(table.location(), at.toUri().getPath(), warehouse));
        }
      }
    }

    private ForeignTableException refused(String where) {
      return new ForeignTableException(
          ("%s %s (a copied catalog leads to the original's files): copy or move it as"
                  + " docs/warehouses.md says; or, if the table is to lie there, name the folder in"
                  + " catalog.table-location")
              .formatted(name, where));
    }
  }

  private boolean isInside(Path folder) throws IOException {
    Path named = qualified(folder, hadoop);
    if (!known.containsKey(named)) {
      known.put(named, isWithin(named, places) || isWithin(resolved(named), resolvedPlaces()));
    }
    return known.get(named);
  }

  private List<Path> resolvedPlaces() throws IOException {
    List<Path> resolved = new ArrayList<>();
    for (Path place : places) {
      resolved.add(resolved(place));
    }
    return resolved;
  }

  private static boolean isWithin(Path path, List<Path> folders) {
    for (Path at = path; at != null; at = at.getParent()) {
      if (folders.contains(at)) {
        return true;
      }
    }
    return false;
  }

  private static Path qualified(Path path, Configuration hadoop) throws IOException {
    return path.getFileSystem(hadoop).makeQualified(path);
  }

  /** Gives a path its own name where links or mounts give it several, as far as it is there. */
  private Path resolved(Path path) throws IOException {
    FileSystem files = path.getFileSystem(hadoop);
    Path there = path;
    while (!files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    Path real =
        path.toUri().getScheme().equals("file")
            ? new Path(
                "file",
                null,
                java.nio.file.Path.of(there.toUri().getPath()).toRealPath().toString())
            : files.resolvePath(there);
    String rest = path.toUri().getPath().substring(there.toUri().getPath().length());
    return rest.isEmpty() ? real : new Path(real, rest.replaceFirst("^/+", ""));
  }
}
