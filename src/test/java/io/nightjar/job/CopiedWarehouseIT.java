package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.FolderTree;
import io.nightjar.SharedSpark;
import io.nightjar.TestArchives;
import io.nightjar.bundle.TestBundles;
import io.nightjar.embedding.EmbeddingSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.actions.RewriteTablePath;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.iceberg.spark.actions.SparkActions;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A warehouse that was copied: as files its tables are the original's, as docs say its own. */
final class CopiedWarehouseIT {
  private static final String CATALOG = "copied";
  private static final Namespace PHOTOS = Namespace.of("photos");

  private static final Terminal TERMINAL = new Terminal();
  @TempDir private static Path folder;
  private static Path archive;
  private static Path original;

  /** Two nights, of which the second one leaves deletes and rejects. */
  @BeforeAll
  static void writeOriginal() throws IOException {
    archive = TestArchives.files(folder.resolve("archive"), 9, 12, 8);
    original = folder.toRealPath().resolve("lake");
    TestBundles.bundle(TestBundles.model(), folder);
    settle();
    in(original, "embed");
    TestArchives.broken(archive);
    Files.delete(archive.resolve("even/0.png"));
    settle();
    in(original, "embed");
  }

  /** What has just been written would be read again by the next night. */
  private static void settle() throws IOException {
    try (Stream<Path> files = Files.walk(archive)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-02T03:04:05Z")));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"embed", "embed embed.dry-run=true", "maintain", "inspect"})
  void itsTablesAreRefused(String command) throws IOException {
    Path copy = copy();
    Map<String, Integer> untouched = FolderTree.of(original.resolve("photos"));
    Map<String, Integer> copied = FolderTree.of(copy.resolve("photos"));

    assertThat(refusal(copy, command))
        .startsWith(
            "%s.photos.vectors lies in file:%s/photos/vectors, outside of the warehouse file:%s "
                .formatted(CATALOG, original, copy))
        .contains("docs/warehouses.md", "catalog.table-location");

    assertThat(FolderTree.of(original.resolve("photos"))).isEqualTo(untouched);
    assertThat(FolderTree.of(copy.resolve("photos"))).isEqualTo(copied);
  }

  @ParameterizedTest
  @ValueSource(strings = {"similar similar.rows=", "export output.path=@/x export.rows="})
  void itsRowsAreNotRead(String command) throws IOException {
    String[] words =
        Stream.of((command + CATALOG + ".photos.vectors").split(" ", -1))
            .map(word -> word.replace("@", folder.toString()))
            .toArray(String[]::new);

    assertThat(
            inASessionOfItsOwn(
                () ->
                    TERMINAL.fail(
                        ExitCode.INVALID_INPUT,
                        words[0],
                        Terminal.join(rest(words), "catalog.warehouse=" + copy()))))
        .startsWith(CATALOG + ".photos.vectors lies in file:" + original);
    assertThat(folder.resolve("x")).doesNotExist();
  }

  @Test
  void aCatalogThatWasEditedStillLeadsToTheOriginalsFiles() throws Exception {
    Path copy = copy();
    editCatalog(copy, location -> location.replace(original.toString(), copy.toString()));

    assertThat(refusal(copy, "maintain")).contains("lies in file:" + original);
  }

  @Test
  void aCatalogThatLeadsNowhereIsToldSo() throws Exception {
    Path copy = copy();
    editCatalog(copy, location -> location.replace(original.toString(), folder + "/gone"));

    assertThat(refusal(copy, "embed"))
        .contains("the catalog leads to a file that is not there", folder + "/gone/photos/vectors");
  }

  @Test
  void tablesWhosePathsAreRewrittenAreTheirOwn() throws Exception {
    Path copy = folder.resolve("rewritten");
    Map<String, Integer> untouched = FolderTree.of(original.resolve("photos"));
    for (String table : new String[] {"vectors", "vectors_rejects"}) {
      rewrite(table, copy);
    }
    Files.write(archive.resolve("even/2.png"), TestArchives.png(77, 12, 8));

    assertThat(in(copy, "embed"))
        .containsPattern("unchanged +10\\s")
        .containsPattern("new +0\\s")
        .containsPattern("changed +1\\s")
        .containsPattern("rejected again +0\\s");
    assertThat(in(copy, "maintain", "maintain.snapshot-days=0", "maintain.keep-nights=1"))
        .contains("compact data");
    assertThat(FolderTree.of(original.resolve("photos"))).isEqualTo(untouched);

    // Half a copy is none: its rejects are the original's.
    editCatalog(
        copy,
        location ->
            location.contains("_rejects")
                ? location.replace(copy.toString(), original.toString())
                : location);
    assertThat(refusal(copy, "embed")).startsWith(CATALOG + ".photos.vectors_rejects: ");
  }

  /**
   * As {@code rewrite_table_path}, a copy of the files that it names and {@code register_table}.
   */
  private static void rewrite(String name, Path copy) throws IOException {
    TableIdentifier identifier = TableIdentifier.of(PHOTOS, name);
    Path target = copy.resolve("photos").resolve(name);
    RewriteTablePath.Result rewritten;
    try (JdbcCatalog catalog = catalog(original)) {
      Table table = catalog.loadTable(identifier);
      rewritten =
          SparkActions.get(SharedSpark.session())
              .rewriteTablePath(table)
              .rewriteLocationPrefix(table.location(), "file:" + target)
              .stagingLocation("file:" + folder.resolve("staged-" + name))
              .execute();
    }
    for (var pair :
        SharedSpark.session().read().csv(rewritten.fileListLocation()).collectAsList()) {
      Path file = local(pair.getString(1));
      Files.createDirectories(file.getParent());
      Files.copy(local(pair.getString(0)), file);
    }
    Files.createDirectories(copy);
    try (JdbcCatalog catalog = catalog(copy)) {
      if (!catalog.namespaceExists(PHOTOS)) {
        catalog.createNamespace(PHOTOS);
      }
      catalog.registerTable(
          identifier, "file:" + target.resolve("metadata").resolve(rewritten.latestVersion()));
    }
  }

  private static Path local(String uri) {
    return Path.of(new org.apache.hadoop.fs.Path(uri).toUri().getPath());
  }

  @Test
  void aTableThatIsToLieElsewhereIsWrittenWhereThatIsNamed() throws IOException {
    Path warehouse = Files.createDirectories(folder.resolve("small"));
    Path elsewhere = folder.resolve("large/vectors");
    Schema schema = SparkSchemaUtil.convert(EmbeddingSchema.rows());
    try (JdbcCatalog catalog = catalog(warehouse)) {
      catalog.createNamespace(PHOTOS);
      catalog
          .buildTable(TableIdentifier.of(PHOTOS, "vectors"), schema)
          .withLocation("file:" + elsewhere)
          .withPartitionSpec(PartitionSpec.builderFor(schema).identity("model_fingerprint").build())
          .create();
    }

    assertThat(refusal(warehouse, "embed")).contains("lies in file:" + elsewhere + ", outside of");
    assertThat(in(warehouse, "embed", "catalog.table-location=" + folder.resolve("large")))
        .containsPattern("new +\\d");
    assertThat(elsewhere.resolve("data")).isDirectory();
  }

  private static JdbcCatalog catalog(Path warehouse) {
    JdbcCatalog catalog = new JdbcCatalog();
    catalog.setConf(new Configuration());
    catalog.initialize(
        CATALOG,
        Map.of(
            "uri", "jdbc:sqlite:" + warehouse.resolve("catalog.db"),
            "warehouse", "file:" + warehouse,
            "jdbc.schema-version", "V1"));
    return catalog;
  }

  private static void editCatalog(Path warehouse, Function<String, String> edit)
      throws SQLException {
    String url = "jdbc:sqlite:" + warehouse.resolve("catalog.db");
    try (Connection database = DriverManager.getConnection(url)) {
      Map<String, String> locations = new HashMap<>();
      try (Statement reading = database.createStatement();
          ResultSet tables =
              reading.executeQuery("SELECT table_name, metadata_location FROM iceberg_tables")) {
        while (tables.next()) {
          locations.put(tables.getString(1), edit.apply(tables.getString(2)));
        }
      }
      try (PreparedStatement update =
          database.prepareStatement(
              "UPDATE iceberg_tables SET metadata_location = ? WHERE table_name = ?")) {
        for (Map.Entry<String, String> location : locations.entrySet()) {
          update.setString(1, location.getValue());
          update.setString(2, location.getKey());
          update.executeUpdate();
        }
      }
    }
  }

  private static Path copy() throws IOException {
    Path copy = Files.createTempDirectory(folder.toRealPath(), "copy");
    FolderTree.copy(original, copy);
    return copy;
  }

  private static String in(Path warehouse, String command, String... more) {
    return inASessionOfItsOwn(() -> TERMINAL.succeed(command, line(warehouse, command, more)));
  }

  private static String refusal(Path warehouse, String command) {
    String[] words = command.split(" ", -1);
    return inASessionOfItsOwn(
        () ->
            TERMINAL.fail(
                ExitCode.INVALID_INPUT, words[0], line(warehouse, words[0], rest(words))));
  }

  private static String[] rest(String[] words) {
    return Arrays.copyOfRange(words, 1, words.length);
  }

  private static String[] line(Path warehouse, String command, String... more) {
    String[] table = {
      "output.table=" + CATALOG + ".photos.vectors", "catalog.warehouse=" + warehouse
    };
    String[] night = {
      "archive.path=" + archive,
      "bundle=" + folder.resolve("test.bundle"),
      "embed.max-rejected-fraction=1",
      "embed.max-removed-fraction=1"
    };
    return Terminal.join(command.equals("embed") ? Terminal.join(table, night) : table, more);
  }

  private interface Commands {
    String run() throws IOException;
  }

  /** A session remembers where a catalog of a name is. */
  private static String inASessionOfItsOwn(Commands commands) {
    SparkSession shared = SharedSpark.session();
    SparkSession.setDefaultSession(shared.newSession());
    try {
      return commands.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      SparkSession.setDefaultSession(shared);
      SparkSession.setActiveSession(shared);
    }
  }
}
