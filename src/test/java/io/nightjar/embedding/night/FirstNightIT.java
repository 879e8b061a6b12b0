package io.nightjar.embedding.night;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.CheckFailedException;
import io.nightjar.FolderTree;
import io.nightjar.InvalidInputException;
import io.nightjar.SharedSpark;
import io.nightjar.TestArchives;
import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.TestBundles;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.Latent;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A first night that publishes nothing leaves no table, and the next one goes on with its work. */
final class FirstNightIT {
  @TempDir private Path folder;
  private Path archive;
  private Path warehouse;
  private Bundle bundle;

  @BeforeEach
  void writeArchive() throws IOException {
    SharedSpark.session();
    archive = TestArchives.files(folder.resolve("archive"), 6, 12, 9);
    warehouse = folder.resolve("warehouse");
    bundle = TestBundles.bundle(TestBundles.model(), folder.resolve("x.bundle"));
  }

  @ParameterizedTest
  @EnumSource(
      value = CatalogOptions.Type.class,
      names = {"SQLITE", "HADOOP"})
  void thatFailsACheckKeepsWhatItHasStagedAndNoTable(CatalogOptions.Type type) throws IOException {
    NightFolder nights = new NightFolder(type, warehouse, bundle);

    failCheck(nights);

    assertThat(NightTables.find(SharedSpark.session(), nights.catalog, nights.name)).isEmpty();
    assertThat(namespaces(nights)).isEqualTo(type == CatalogOptions.Type.SQLITE ? 0 : 1);
    assertThat(FolderTree.of(warehouse.resolve("photos")).keySet())
        .allMatch(path -> path.isEmpty() || path.matches("embeddings(/_nightjar(/staging.*)?)?"))
        .anyMatch(path -> path.endsWith(".parquet"));

    assertThat(nights.night(archive).fresh()).isEqualTo(6);
    assertThat(nights.encoded()).isZero();
    assertThat(nights.rows().count()).isEqualTo(6);
  }

  @Test
  void leavesATableThatWasThereBefore() throws IOException {
    NightFolder nights = new NightFolder(warehouse, bundle);
    nights.tables().rows().updateProperties().set("made-by", "somebody").commit();

    failCheck(nights);

    assertThat(nights.tables().rows().properties()).containsEntry("made-by", "somebody");
  }

  @Test
  void whoseCanaryFailsInATaskLeavesNoTable() throws IOException {
    Path foreign = folder.resolve("foreign.bundle");
    Autoencoder model = TestBundles.model();
    // A fingerprint that no other test has, since executors check a bundle once.
    Autoencoder own =
        new Autoencoder(
            model.architecture(),
            model.image(),
            new Latent(6, Latent.Kind.VARIATIONAL),
            model.objective());
    TestBundles.writeWithForeignCanary(own, new org.apache.hadoop.fs.Path(foreign.toUri()));
    Bundle other = Bundle.open(new org.apache.hadoop.fs.Path(foreign.toUri()), new Configuration());
    NightFolder nights = new NightFolder(warehouse, other);

    assertThatThrownBy(() -> nights.night(archive))
        .hasStackTraceContaining("CheckFailedException: The bundle's canary");

    assertThat(NightTables.find(SharedSpark.session(), nights.catalog, nights.name)).isEmpty();
  }

  @Test
  void takesBackNamespacesOfSeveralLevels() throws IOException {
    NightFolder nights = new NightFolder(CatalogOptions.Type.SQLITE, warehouse, bundle);
    TableName name = TableName.of(nights.name.catalog() + ".a.b.vectors");
    NightTables tables =
        NightTables.openOrCreate(SharedSpark.session(), nights.catalog, name, () -> {});
    assertThat(warehouse.resolve("a/b/vectors")).isDirectory();

    tables.takeBackNew();

    assertThat(warehouse.resolve("a")).doesNotExist();
    assertThat(namespaces(nights)).isZero();
    NightTables.openOrCreate(SharedSpark.session(), nights.catalog, nights.name, () -> {});
    SharedSpark.session().sql("DROP TABLE " + nights.name.rejects().sql());
    assertThatThrownBy(
            () -> NightTables.require(SharedSpark.session(), nights.catalog, nights.name))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("has lost its table of rejects, " + nights.name.rejects());
  }

  private void failCheck(NightFolder nights) {
    assertThatThrownBy(
            () ->
                nights.night(
                    archive,
                    counts -> {
                      throw new CheckFailedException("over a budget");
                    }))
        .isInstanceOf(CheckFailedException.class);
  }

  /** Counts them; to the Hadoop catalog, a folder is one. */
  private static long namespaces(NightFolder nights) {
    return SharedSpark.session().sql("SHOW NAMESPACES IN " + nights.name.catalog()).count();
  }
}
