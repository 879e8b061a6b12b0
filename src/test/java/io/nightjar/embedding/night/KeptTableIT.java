package io.nightjar.embedding.night;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.SharedSpark;
import io.nightjar.TestArchives;
import io.nightjar.archive.Archive;
import io.nightjar.archive.ArchiveOptions;
import io.nightjar.bundle.Bundle;
import io.nightjar.embedding.EmbedOptions;
import io.nightjar.embedding.EmbedOptions.ReconstructionError;
import io.nightjar.embedding.FailureBudget;
import io.nightjar.embedding.OneShot.RunStamp;
import io.nightjar.embedding.night.NightOptions.RetryRejects;
import io.nightjar.encoding.Engine;
import io.nightjar.runtime.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A table and a bundle that the first version wrote are read and written by this one, and still are
 * once the schema has gained a column. Iceberg's metadata name every file by its whole path, so the
 * table was written through a mount point that each test puts where it likes.
 */
final class KeptTableIT {
  private static final String MOUNT = "viewfs://kept";
  private static final Path KEPT = Path.of("src/test/resources/tables/version-1");
  private static final Path BUNDLE = Path.of("src/test/resources/bundles/format-1.bundle");
  private static final TableName NAME = TableName.of("kept.photos.vectors");
  private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir private Path folder;

  /** Run once, by hand: {@code -Dnightjar.keep-table=true}. */
  @Test
  @EnabledIfSystemProperty(named = "nightjar.keep-table", matches = "true")
  void writesWhatIsKept() throws IOException {
    mount(Files.createDirectories(KEPT.toAbsolutePath()));
    Bundle bundle = bundle();
    int width = bundle.preprocessing().shape().width();
    int height = bundle.preprocessing().shape().height();
    TestArchives.files(KEPT.resolve("archive"), 3, width, height);
    TestArchives.write(KEPT.resolve("archive/broken.png"), new byte[0]);
    settle(KEPT.resolve("archive"));
    assertThat(night(bundle).fresh()).isEqualTo(3);
  }

  @Test
  void isReadAndAppendedToEvenOnceItHasOneMoreColumn() throws IOException {
    copy(KEPT, folder);
    settle(folder.resolve("archive"));
    mount(folder);
    Bundle bundle = bundle();
    assertThat(night(bundle).unchanged()).isEqualTo(4);
    List<Row> kept = rows().collectAsList();
    assertThat(kept).hasSize(3);

    Table table = tables().rows();
    table.updateSchema().addColumn("later", Types.StringType.get()).commit();
    add("more.png", 77);
    assertThat(night(bundle).fresh()).isEqualTo(1);
    add("another.png", 78);
    Files.delete(folder.resolve("archive/even/0.png"));
    NightCounts merged = night(bundle);

    assertThat(merged.fresh()).isEqualTo(1);
    assertThat(merged.gone()).isEqualTo(1);
    List<Row> now = rows().collectAsList();
    assertThat(now).hasSize(4).contains(kept.get(1), kept.get(2));
    assertThat(tables().rows().schema().findField("later")).isNotNull();
  }

  private void add(String name, int seed) {
    TestArchives.write(folder.resolve("archive").resolve(name), TestArchives.png(seed, 8, 8));
  }

  private static void mount(Path folder) throws IOException {
    Configuration hadoop = SharedSpark.context().hadoopConfiguration();
    for (String name : List.of("lake", "archive")) {
      Files.createDirectories(folder.resolve(name));
      hadoop.set(
          "fs.viewfs.mounttable.kept.link./" + name, folder.resolve(name).toUri().toString());
    }
  }

  private static Bundle bundle() throws IOException {
    return Bundle.open(
        new org.apache.hadoop.fs.Path(BUNDLE.toAbsolutePath().toUri()), new Configuration());
  }

  private static CatalogOptions catalog() {
    return new CatalogOptions(CatalogOptions.Type.HADOOP, MOUNT + "/lake", Map.of());
  }

  private static NightTables tables() throws IOException {
    return NightTables.openOrCreate(SharedSpark.session(), catalog(), NAME, () -> {});
  }

  /** By the columns that the first version has. */
  private static Dataset<Row> rows() {
    return SharedSpark.session()
        .read()
        .table(NAME.sql())
        .select("uri", "content_sha256", "embedding", "label", "run_id", "embedded_at")
        .orderBy("uri");
  }

  private static NightCounts night(Bundle bundle) throws IOException {
    Archive archive =
        Archive.list(
            ArchiveOptions.of(MOUNT + "/archive"), SharedSpark.context().hadoopConfiguration());
    var embed =
        new EmbedOptions(Engine.ONNX, 4, new FailureBudget(1, 0), ReconstructionError.MEASURED);
    var options = new NightOptions(embed, 10, 1, RetryRejects.OF_STORAGE);
    Instant now = Instant.now().plusSeconds(10);
    return new Night(SharedSpark.session(), bundle, options, Progress.none())
        .run(
            archive,
            catalog(),
            NAME,
            "00",
            new RunStamp("run-" + now.toEpochMilli(), now),
            counts -> {});
  }

  /** So that a copy's files are those that the table knows. */
  private static void settle(Path archive) throws IOException {
    try (Stream<Path> files = Files.walk(archive)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.setLastModifiedTime(file, FileTime.from(LONG_AGO));
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }
}
