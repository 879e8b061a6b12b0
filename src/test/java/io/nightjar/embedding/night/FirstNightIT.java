package io.nightjar.embedding.night;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.CheckFailedException;
import io.nightjar.FolderTree;
import io.nightjar.SharedSpark;
import io.nightjar.TestArchives;
import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.TestBundles;
import java.io.IOException;
import java.nio.file.Path;
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
