package io.nightjar.embedding.night;

import io.nightjar.SharedSpark;
import io.nightjar.archive.Archive;
import io.nightjar.archive.ArchiveOptions;
import io.nightjar.bundle.Bundle;
import io.nightjar.embedding.EmbedListener;
import io.nightjar.embedding.EmbedOptions;
import io.nightjar.embedding.EmbedOptions.ReconstructionError;
import io.nightjar.embedding.FailureBudget;
import io.nightjar.embedding.OneShot.RunStamp;
import io.nightjar.embedding.night.NightOptions.RetryRejects;
import io.nightjar.encoding.Engine;
import io.nightjar.runtime.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A warehouse of its own with one table, and nights that write to it. */
final class NightFolder {
  private static final AtomicInteger CATALOGS = new AtomicInteger();

  final CatalogOptions catalog;
  final TableName name;
  private final Bundle bundle;
  private NightOptions options =
      new NightOptions(
          new EmbedOptions(Engine.ONNX, 4, new FailureBudget(1, 0), ReconstructionError.MEASURED),
          10,
          1,
          RetryRejects.OF_STORAGE);
  private final AtomicLong encoded = new AtomicLong();
  private final String title;
  private int nights;

  NightFolder(Path warehouse, Bundle bundle) {
    this(CatalogOptions.Type.AUTO, warehouse, bundle);
  }

  NightFolder(CatalogOptions.Type type, Path warehouse, Bundle bundle) {
    this(
        new CatalogOptions(type, warehouse.toString(), Map.of()),
        TableName.of("lake%d.photos.embeddings".formatted(CATALOGS.incrementAndGet())),
        bundle,
        "night-");
  }

  private NightFolder(CatalogOptions catalog, TableName name, Bundle bundle, String title) {
    this.catalog = catalog;
    this.name = name;
    this.bundle = bundle;
    this.title = title;
  }

  /** The same table, for nights with another bundle. */
  NightFolder with(Bundle other) {
    return new NightFolder(catalog, name, other, "other-");
  }

  NightFolder with(NightOptions other) {
    options = other;
    return this;
  }

  NightOptions options() {
    return options;
  }

  NightCounts night(Path archive) throws IOException {
    return night(archive, counts -> {});
  }

  /** In which something hears of it before it is published. */
  NightCounts night(Path archive, EmbedListener<NightCounts> told) throws IOException {
    return night(Archive.list(ArchiveOptions.of(archive.toString()), new Configuration()), told);
  }

  /** Tells everything to have been settled long before: tests do not wait for clocks. */
  NightCounts night(Archive archive) throws IOException {
    return night(archive, counts -> {});
  }

  private NightCounts night(Archive archive, EmbedListener<NightCounts> told) throws IOException {
    return night(archive, Instant.now().plusSeconds(10), told);
  }

  /** Of an archive that was listed then. */
  NightCounts night(Archive archive, Instant listed) throws IOException {
    return night(archive, listed, counts -> {});
  }

  private NightCounts night(Archive archive, Instant at, EmbedListener<NightCounts> told)
      throws IOException {
    return night(lookedAhead(), archive, at, told);
  }

  /** One that knows by now what the table has. */
  Night lookedAhead() {
    Night night = new Night(spark(), bundle, options, progress());
    night.lookAhead(catalog, name);
    return night;
  }

  /** One that may have been made long before. */
  NightCounts night(Night night, Path archive) throws IOException {
    return night(
        night,
        Archive.list(ArchiveOptions.of(archive.toString()), new Configuration()),
        Instant.now().plusSeconds(10),
        counts -> {});
  }

  private NightCounts night(
      Night night, Archive archive, Instant at, EmbedListener<NightCounts> told)
      throws IOException {
    nights++;
    var run = new RunStamp(title + nights, at);
    return night.run(archive, catalog, name, "00", run, told);
  }

  /** What a night would come to. */
  NightCounts dryRun(Path archive) throws IOException {
    Archive listed = Archive.list(ArchiveOptions.of(archive.toString()), new Configuration());
    RunStamp run = new RunStamp("dry", Instant.now().plusSeconds(10));
    return new Night(spark(), bundle, options, progress()).dryRun(listed, catalog, name, run);
  }

  /** Why a night would not be published, by a dry run. */
  Optional<String> refusal(Path archive) throws IOException {
    return new Night(spark(), bundle, options, progress()).refusal(dryRun(archive));
  }

  private static EmbedListener<NightCounts> listener(Meanwhile meanwhile) {
    return counts -> {
      try {
        meanwhile.happens();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    };
  }

  /** What may go wrong. */
  interface Meanwhile {
    void happens() throws Exception;
  }

  /** In which something happens between staging and publishing. */
  NightCounts night(Path archive, Meanwhile meanwhile) throws IOException {
    return night(archive, listener(meanwhile));
  }

  /** Other nights on the same table. */
  NightFolder sameTable() {
    return new NightFolder(catalog, name, bundle, "other-");
  }

  /** Everything is staged and nothing published. */
  void nightThatDiesBeforeItPublishes(Path archive) throws IOException {
    night(
        archive,
        counts -> {
          throw new IllegalStateException("killed");
        });
  }

  /** Images that the last night has embedded, by its progress. */
  long encoded() {
    return encoded.get();
  }

  private Progress progress() {
    encoded.set(0);
    return (name, total, unit) -> {
      encoded.set(total);
      return Progress.none().start(name, total, unit);
    };
  }

  private static SparkSession spark() {
    return SharedSpark.session();
  }

  Dataset<Row> rows() {
    return spark().read().table(name.sql()).orderBy("uri");
  }

  /** Those of the last night that was published. */
  List<Row> rejects() throws IOException {
    NightTables tables = NightTables.openOrCreate(spark(), catalog, name, () -> {});
    Publication publication = new Publication(tables, bundle.fingerprint());
    return tables
        .rejects(publication.rejects(), bundle.fingerprint())
        .orderBy("uri")
        .collectAsList();
  }

  NightTables tables() throws IOException {
    return NightTables.openOrCreate(spark(), catalog, name, () -> {});
  }
}
