package io.nightjar.embedding.night;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.FolderTree;
import io.nightjar.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.hadoop.HadoopTables;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tables are believed to be those of a warehouse, by where their files lie. */
final class TablePlacesTest {
  private static final TableName NAME = TableName.of("lake.photos.vectors");
  private static final Schema SCHEMA =
      new Schema(Types.NestedField.required(1, "uri", Types.StringType.get()));

  private final Configuration hadoop = new Configuration();
  @TempDir private Path folder;
  private Path original;

  @BeforeEach
  void writeOriginal() throws IOException {
    original = folder.toRealPath().resolve("lake");
    Table table =
        catalog(original).createTable(NAME.identifier(), SCHEMA, PartitionSpec.unpartitioned());
    append(table, table.location() + "/data/1.parquet");
    append(table, table.location() + "/data/2.parquet");
  }

  @Test
  void oneThatLiesThereIsBelieved() {
    assertBelieved(original, table(original));
  }

  @Test
  void linksToTheWarehouseAreFollowed() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), original);
    assertBelieved(link, table(original));
    assertBelieved(original, table(link));

    Path moved = folder.resolve("moved");
    Files.move(original, moved);
    Files.createSymbolicLink(original, moved);
    assertBelieved(moved, table(original));
    assertBelieved(original, table(original));
  }

  @ParameterizedTest
  @ValueSource(strings = {"copy", "lake2", "lake/copy"})
  void aCopyLeadsToTheOriginal(String name) throws IOException {
    Path copy = copy(folder.resolve(name));

    assertRefused(copy, table(copy), "lies in " + original + "/photos/vectors");
  }

  @Test
  void aCopyOfLinksLeadsToTheOriginal() throws IOException {
    Path copy = Files.createDirectories(folder.resolve("copy"));
    Files.createSymbolicLink(copy.resolve("photos"), original.resolve("photos"));

    assertRefused(copy, table(copy), "lies in " + original);
  }

  @Test
  void aCopyWhoseMetadataWasEditedStillHasTheOriginalsManifests() throws IOException {
    Path copy = copy(folder.resolve("copy"));
    try (Stream<Path> files = Files.walk(copy)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".json")).toList()) {
        String text = Files.readString(file);
        Files.writeString(file, text.replace(original.toString(), copy.toString()));
        Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
      }
    }

    assertRefused(copy, table(copy), "has the manifest " + original + "/photos/vectors/metadata/");
  }

  @Test
  void filesThatAreInTheTableByNameMustLieThereToo() {
    Table table = table(original);
    append(table, "file:" + folder + "/elsewhere/3.parquet");

    assertRefused(original, table, "has the data file file:" + folder + "/elsewhere/3.parquet");
  }

  @ParameterizedTest
  @ValueSource(strings = {"write.data.path", "write.object-storage.path"})
  void whereItIsToldToWriteMustLieThereToo(String property) {
    Table table = table(original);
    table.updateProperties().set(property, folder + "/elsewhere").commit();

    assertRefused(original, table, "has the property %s %s/elsewhere".formatted(property, folder));
  }

  @Test
  void oneThatIsToLieElsewhereIsBelievedWhereThatIsNamed() throws IOException {
    Path elsewhere = folder.resolve("large disk/vectors");
    Table table =
        new HadoopTables(hadoop)
            .create(SCHEMA, PartitionSpec.unpartitioned(), Map.of(), elsewhere.toString());
    append(table, table.location() + "/data/1.parquet");

    assertRefused(original, table, "lies in " + elsewhere);
    assertThatCode(() -> places("jdbc", original, elsewhere.toString()).require(table, NAME))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> places("jdbc", original, elsewhere + "2").require(table, NAME))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void aWarehouseWithinAnotherOneHasItsOwnTables() throws IOException {
    Files.writeString(original.resolve("catalog.db"), "");
    Path above = original.getParent();

    assertBelieved(original, table(original));
    assertThatThrownBy(() -> places("hadoop", above, "").require(table(original), NAME))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("which is the warehouse %s's and not %s's", original, above);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rest", "hive", "glue"})
  void catalogsThatKnowWhereTheirTablesLieAreBelieved(String type) throws IOException {
    Path copy = copy(folder.resolve("copy"));

    assertThatCode(() -> places(type, copy, "").require(table(copy), NAME))
        .doesNotThrowAnyException();
  }

  private TablePlaces places(String type, Path warehouse, String tableLocation) throws IOException {
    return TablePlaces.of(type, warehouse.toString(), tableLocation, hadoop);
  }

  private void assertBelieved(Path warehouse, Table table) {
    assertThatCode(() -> places("hadoop", warehouse, "").require(table, NAME))
        .doesNotThrowAnyException();
  }

  private void assertRefused(Path warehouse, Table table, String where) {
    assertThatThrownBy(() -> places("Hadoop", warehouse, "").require(table, NAME))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("lake.photos.vectors ")
        .hasMessageContaining(where)
        .hasMessageContaining("outside of the warehouse " + warehouse)
        .hasMessageContaining("catalog.table-location");
  }

  private Path copy(Path to) throws IOException {
    FolderTree.copy(original, to);
    return to;
  }

  private HadoopCatalog catalog(Path warehouse) {
    return new HadoopCatalog(hadoop, warehouse.toString());
  }

  private Table table(Path warehouse) {
    return catalog(warehouse).loadTable(NAME.identifier());
  }

  private static void append(Table table, String file) {
    table
        .newAppend()
        .appendFile(
            DataFiles.builder(table.spec())
                .withPath(file)
                .withFileSizeInBytes(1)
                .withRecordCount(1)
                .build())
        .commit();
  }
}
