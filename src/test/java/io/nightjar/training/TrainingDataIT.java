package io.nightjar.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.DataSchema;
import io.nightjar.InvalidInputException;
import io.nightjar.SharedSpark;
import io.nightjar.TestArchives;
import io.nightjar.archive.Archive;
import io.nightjar.archive.ArchiveOptions;
import io.nightjar.archive.PassedOverCounts;
import io.nightjar.bundle.ContentSample;
import io.nightjar.image.ImageShape;
import io.nightjar.image.Preprocessing;
import io.nightjar.image.Resize;
import io.nightjar.runtime.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingDataIT {
  private static final Preprocessing PREPROCESSING =
      new Preprocessing(new ImageShape(1, 8, 8), Resize.STRETCH);

  private final JavaSparkContext spark = SharedSpark.context();
  @TempDir Path folder;
  private Path archive;

  @BeforeEach
  void makeArchive() {
    archive = TestArchives.files(folder.resolve("archive"), 60, 12, 10);
    TestArchives.broken(archive);
    TestArchives.write(archive.resolve("even/0.txt"), new byte[] {'0'});
    TestArchives.write(archive.resolve("even/2.txt"), new byte[] {'2'});
  }

  @Test
  void partsAndOrdersWhatDecodes() {
    try (TrainingData data = open(options(2, 7))) {
      assertThat(data.training().images() + data.validation().images()).isEqualTo(60);
      assertThat(data.validation().images()).isBetween(5L, 30L);
      assertThat(data.images().rejected().values()).containsExactly(1L, 1L, 1L);
      assertThat(data.images().passedOver().byExtension()).isEqualTo(Map.of(".txt", 2L));
    }
  }

  @Test
  void wholeStoreIsUsedAgainForAnyNumberOfWorkers() throws IOException {
    open(options(2, 7)).close();
    Map<String, Long> written = files();
    open(options(3, 7)).close();
    assertThat(files()).isEqualTo(written);
  }

  @Test
  void anotherSeedIsAnotherStoreBesideIt() throws IOException {
    open(options(2, 7)).close();
    Map<String, Long> written = files();
    open(options(2, 8)).close();
    assertThat(files()).containsAllEntriesOf(written).hasSize(2 * written.size());
  }

  @Test
  void touchedArchiveIsAnotherStore() throws IOException {
    open(options(2, 7)).close();
    int written = files().size();
    TestArchives.write(archive.resolve("even/more.png"), TestArchives.png(99, 12, 10));
    try (TrainingData data = open(options(2, 7))) {
      assertThat(data.training().images() + data.validation().images()).isEqualTo(61);
    }
    assertThat(files()).hasSize(2 * written);
  }

  @Test
  void halfWrittenStoreIsBuiltAgainAndCleaned() throws IOException {
    open(options(2, 7)).close();
    int written = files().size();
    Files.delete(store().resolve("_store.json"));
    Files.write(store().resolve("training-00000-killed-9.parquet"), new byte[9]);
    try (TrainingData data = open(options(2, 7))) {
      assertThat(data.training().all().count()).isPositive();
    }
    assertThat(files()).hasSize(written).doesNotContainKey("training-00000-killed-9.parquet");
  }

  @Test
  void storeWithAFileCutShortIsBuiltAgain() throws IOException {
    open(options(2, 7)).close();
    Path file = trainingFile();
    Files.write(file, new byte[100]);
    try (TrainingData data = open(options(2, 7))) {
      assertThat(data.training().all().count()).isPositive();
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void fileDamagedWhileTrainingIsNamed() throws IOException {
    try (TrainingData data = open(options(2, 7))) {
      Path file = trainingFile();
      Files.write(file, new byte[100]);
      ReadBlocks.forget();
      assertThatThrownBy(() -> data.training().all().count())
          .hasMessageContaining("io.nightjar.CheckFailedException")
          .hasMessageContaining(file.getFileName().toString());
    }
  }

  @Test
  void runsThatBuildAtTheSameTimeReadOneStore() throws IOException {
    List<TrainingData> faster = new ArrayList<>();
    Progress another =
        (name, total, unit) -> {
          if (faster.isEmpty()) {
            faster.add(open(options(2, 7)));
          }
          return Progress.none().start(name, total, unit);
        };
    try (TrainingData slower = open(options(2, 7), kept(), another)) {
      assertThat(imagesRead(slower)).isEqualTo(slower.training().images());
      assertThat(imagesRead(faster.get(0))).isEqualTo(slower.training().images());
      assertThat(slower.contentSha256()).isEqualTo(faster.get(0).contentSha256());
    }
    faster.get(0).close();
    assertThat(files().keySet()).filteredOn(name -> name.startsWith("training-")).hasSize(1);
    assertThat(files().keySet()).noneMatch(name -> name.startsWith("_"));
  }

  @Test
  void whatALivingRunWritesIsLeftAlone() throws IOException {
    open(options(2, 7)).close();
    Path other = Files.write(store().resolve("training-00000-other-9.parquet"), new byte[9]);
    Path mark = Files.write(store().resolve("_in-use-other"), new byte[1]);
    open(options(2, 7)).close();
    assertThat(other).exists();

    Files.setLastModifiedTime(mark, twoHoursAgo());
    open(options(2, 7)).close();
    assertThat(other).doesNotExist();
    assertThat(mark).doesNotExist();
    assertThat(store().resolve("_store.json")).exists();
  }

  @Test
  void halfBuiltStoreOfOtherImagesIsDeletedWithItsFolder() throws IOException {
    open(options(2, 7)).close();
    Map<String, Long> written = files();
    Path dead = Files.createDirectories(folder.resolve("store/0123456789abcdef"));
    Files.write(dead.resolve("training-00000-other-9.parquet"), new byte[9]);
    Path photos = Files.createDirectories(folder.resolve("store/photos"));
    Files.write(photos.resolve("training-1.parquet"), new byte[9]);
    open(options(2, 7)).close();
    assertThat(dead).doesNotExist();
    assertThat(files()).containsAllEntriesOf(written).containsKey("training-1.parquet");
  }

  @Test
  void failedBuildLeavesNothingBehind() {
    Progress failing =
        (name, total, unit) -> {
          throw new IllegalStateException("stopped");
        };
    assertThatThrownBy(() -> open(options(2, 7), kept(), failing)).hasMessage("stopped");
    assertThat(folder.resolve("store")).doesNotExist();
  }

  @Test
  void buildThatFailsWhileItWritesLeavesNothingBehind() throws IOException {
    StoreFolder store =
        new StoreFolder(
            new org.apache.hadoop.fs.Path(folder.resolve("store").toUri()),
            spark.hadoopConfiguration());
    Path foreign = folder.resolve("store/training-00000-run77-3.parquet");
    try (StoreMark mark = store.enter("run-7")) {
      Files.write(folder.resolve("store/training-00000-run7-3.parquet"), new byte[9]);
      Files.write(foreign, new byte[9]);
      store.leftovers(mark).deleteOwn();
    }
    assertThat(files()).containsOnlyKeys(foreign.getFileName().toString());
  }

  /** Whose build was published at the same instant, but first. */
  @Test
  void filesOfTheManifestInHandStayWhenAnotherRunsTakesItsPlace() throws IOException {
    open(options(2, 7)).close();
    StoreFolder folder =
        new StoreFolder(
            new org.apache.hadoop.fs.Path(store().toUri()), spark.hadoopConfiguration());
    StoreManifest published = folder.manifest().orElseThrow();
    String own = "training-00000-run7-3.parquet";
    Files.write(store().resolve(own), new byte[9]);
    StoreFile file = new StoreFile(own, 9, List.of(1), "hash");
    try (StoreMark mark = folder.enter("run-7")) {
      folder
          .leftovers(mark)
          .delete(
              StoreManifest.of(
                  published.identity(),
                  List.of(file),
                  List.of(),
                  Map.of(),
                  PassedOverCounts.NONE,
                  new ContentSample.Collector().sample()));
    }
    assertThat(store().resolve(own)).exists();
  }

  @Test
  void wholeStoreIsReadWhereNothingCanBeWritten() throws IOException {
    open(options(2, 7)).close();
    // Rights would not do for whoever runs the tests as root: here no mark can be made.
    Files.createDirectory(store().resolve("_in-use-blocked"));
    try (TrainingData data = open(options(2, 7), kept(), Progress.none(), "blocked")) {
      assertThat(data.training().all().count()).isPositive();
    }
  }

  private static long imagesRead(TrainingData data) {
    ReadBlocks.forget();
    return data.training().all().collect().stream().mapToLong(PixelBlock::count).sum();
  }

  private static FileTime twoHoursAgo() {
    return FileTime.from(Instant.now().minus(Duration.ofHours(2)));
  }

  @Test
  void tooFewImagesLeaveTheStoreToOthersAndToTheNextTry() throws IOException {
    StoreLocation location = new StoreLocation(folder.resolve("new/store").toString());
    assertThatThrownBy(() -> open(options(100, 7), location))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("Too few images");
    try (Stream<Path> stores = Files.list(folder.resolve("new/store"))) {
      assertThat(stores)
          .singleElement()
          .satisfies(s -> assertThat(s.resolve("_store.json")).exists());
    }
  }

  @Test
  void placeThatCannotBeWrittenIsRefused() {
    StoreLocation location = new StoreLocation(archive.resolve("even/0.png").toString());
    assertThatThrownBy(() -> open(options(2, 7), location))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("training.store");
  }

  @Test
  void manifestKeepsToItsDataSchema() throws IOException {
    open(options(2, 7)).close();
    assertThat(
            DataSchema.of("training-store")
                .violations(Files.readString(store().resolve("_store.json"))))
        .isEmpty();
  }

  @Test
  void anyParquetReaderReadsIt() throws Exception {
    open(options(2, 7)).close();
    String query =
        "SELECT count(*), count(DISTINCT content_sha256), min(octet_length(pixels)), max(octet_length(pixels)),"
            + " count(DISTINCT order_hash) FROM '%s/*.parquet'";
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        ResultSet row = duckdb.createStatement().executeQuery(query.formatted(store()))) {
      row.next();
      assertThat(List.of(row.getInt(1), row.getInt(2), row.getInt(3), row.getInt(4), row.getInt(5)))
          .containsExactly(60, 60, 64, 64, 60);
    }
    long rows =
        SharedSpark.session()
            .read()
            .parquet(store().toString())
            .filter("length(content_sha256) = 32")
            .count();
    assertThat(rows).isEqualTo(60);
  }

  private TrainingData open(TrainingOptions options) {
    return open(options, kept());
  }

  private StoreLocation kept() {
    return new StoreLocation(folder.resolve("store").toString());
  }

  private TrainingData open(TrainingOptions options, StoreLocation location) {
    return open(options, location, Progress.none());
  }

  private TrainingData open(TrainingOptions options, StoreLocation location, Progress progress) {
    return open(options, location, progress, "run-" + System.nanoTime());
  }

  private TrainingData open(
      TrainingOptions options, StoreLocation location, Progress progress, String runId) {
    Archive found = Archive.open(ArchiveOptions.of(archive.toString()), new Configuration());
    return TrainingData.of(spark, found, PREPROCESSING, options, location, runId, progress);
  }

  private static TrainingOptions options(int workers, long seed) {
    return new TrainingOptions(1, workers, 4, 1, 1e-3, seed, 0.25, 1);
  }

  /** The only store. */
  private Path store() throws IOException {
    try (Stream<Path> stores = Files.list(folder.resolve("store"))) {
      return stores.findFirst().orElseThrow();
    }
  }

  private Path trainingFile() throws IOException {
    try (Stream<Path> files = Files.list(store())) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("training-"))
          .findFirst()
          .orElseThrow();
    }
  }

  /** Every file and when it was written; not the local file system's own checksums. */
  private Map<String, Long> files() throws IOException {
    Map<String, Long> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(folder.resolve("store"))) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        if (!path.getFileName().toString().endsWith(".crc")) {
          files.put(path.getFileName().toString(), Files.getLastModifiedTime(path).toMillis());
        }
      }
    }
    // _store.json has the same name in every store.
    files.remove("_store.json");
    return files;
  }
}
