package io.nightjar.embedding.night;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightjar.DataSchema;
import io.nightjar.InvalidInputException;
import io.nightjar.OutputHeldException;
import io.nightjar.SharedSpark;
import io.nightjar.TestArchives;
import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.TestBundles;
import io.nightjar.embedding.night.Maintenance.Done;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.Latent;
import io.nightjar.runtime.Progress;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.spark.actions.SparkActions;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

final class MaintenanceIT {
  private static final int WIDTH = 12;
  private static final int HEIGHT = 9;

  /** One that lets nothing grow old: ages are told by a clock that is far ahead. */
  private static final MaintainOptions EAGER = new MaintainOptions(2, 1L << 20, 0, 1, 1, 1);

  private static final InstantSource NEXT_MONTH = () -> Instant.now().plus(Duration.ofDays(31));

  @TempDir private Path folder;
  private Path archive;
  private Bundle bundle;
  private NightFolder nights;

  @BeforeEach
  void open() throws IOException {
    SharedSpark.session();
    archive = folder.resolve("archive");
    bundle = TestBundles.bundle(TestBundles.model(), folder.resolve("x.bundle"));
    nights = new NightFolder(folder.resolve("warehouse"), bundle);
  }

  private List<Done> maintain(MaintainOptions options, InstantSource clock) throws IOException {
    List<Done> done = new ArrayList<>();
    new Maintenance(SharedSpark.session(), options, "maintenance", clock)
        .run(nights.catalog, nights.name, Progress.none(), done::add);
    return done;
  }

  private static StepResult result(List<Done> done, String step, String subject) {
    return done.stream()
        .filter(one -> one.step().equals(step) && one.subject().equals(subject))
        .findFirst()
        .orElseThrow()
        .result();
  }

  private static void assertIdle(List<Done> done) {
    assertThat(done).hasSize(12).allMatch(step -> step.result().isIdle());
  }

  @Test
  void oldGenerationsGoWithTheirRejectsAndTheRestStays() throws IOException {
    TestArchives.files(archive, 12, WIDTH, HEIGHT);
    TestArchives.broken(archive);
    Bundle plain = TestBundles.bundle(TestBundles.plain(), folder.resolve("plain.bundle"));
    Bundle wide = TestBundles.bundle(wide(), folder.resolve("wide.bundle"));
    nights.with(plain).night(archive);
    nights.with(wide).night(archive);
    nights.night(archive);
    assertThat(generationKeys(plain)).hasSize(4);
    assertThat(nights.tables().rows().properties())
        .containsEntry("nightjar.generation.%s.dimension".formatted(wide.fingerprint()), "5");
    List<Row> before = rowsBut(plain);
    List<Row> rejects = nights.rejects();

    List<Done> done = maintain(new MaintainOptions(2, 1 << 20, 30, 7, 3, 3), system());

    assertThat(result(done, "drop generations", "rows, rejects").summary())
        .isEqualTo("1 generation dropped: 12 rows, 3 rejects");
    assertThat(nights.rows().collectAsList())
        .containsExactlyInAnyOrderElementsOf(before)
        .hasSize(24);
    assertThat(generationKeys(plain)).isEmpty();
    assertThat(generationKeys(wide)).hasSize(4);
    assertThat(nights.rejects()).isEqualTo(rejects).hasSize(3);
    assertThat(nights.with(plain).rejects()).isEmpty();
    assertThat(nights.with(wide).rejects()).hasSize(3);
    assertIdle(maintain(new MaintainOptions(2, 1 << 20, 30, 7, 3, 3), system()));

    // The next night takes neither the drop nor the compaction back.
    assertThat(nights.night(archive).unchanged()).isEqualTo(15);
    assertThat(allRejects().count()).isEqualTo(6);
    // And one with the bundle that is gone begins anew.
    assertThat(nights.with(plain).night(archive).encoded()).isEqualTo(12);
  }

  private static Autoencoder wide() {
    Autoencoder model = TestBundles.model();
    return new Autoencoder(
        model.architecture(),
        model.image(),
        new Latent(5, Latent.Kind.VARIATIONAL),
        model.objective());
  }

  private List<String> generationKeys(Bundle ofBundle) throws IOException {
    return nights.tables().rows().properties().keySet().stream()
        .filter(key -> key.startsWith("nightjar.generation." + ofBundle.fingerprint() + "."))
        .toList();
  }

  private List<Row> rowsBut(Bundle ofBundle) {
    Dataset<Row> rows = nights.rows();
    return rows.filter(rows.col("model_fingerprint").notEqual(ofBundle.fingerprint()))
        .collectAsList();
  }

  private Dataset<Row> allRejects() {
    return SharedSpark.session().read().table(nights.name.rejects().sql());
  }

  private static InstantSource system() {
    return InstantSource.system();
  }

  @Test
  void propertiesAndSummariesAreThoseOfTheirDataSchema() throws IOException {
    TestArchives.files(archive, 2, WIDTH, HEIGHT);
    TestArchives.broken(archive);
    nights.night(archive);
    DataSchema schema = DataSchema.of("table");
    Table rows = nights.tables().rows();

    assertThat(schema.part("/$defs/table_properties").violations(ours(rows.properties())))
        .isEmpty();
    JsonNode summary = ours(rows.currentSnapshot().summary());
    assertThat(schema.part("/$defs/night_summary").violations(summary)).isEmpty();
    assertThat(summary.size()).isGreaterThan(7);
  }

  private static JsonNode ours(Map<String, String> entries) {
    Map<String, String> ours = new TreeMap<>(entries);
    ours.keySet().removeIf(key -> !key.startsWith("nightjar."));
    return new ObjectMapper().valueToTree(ours);
  }

  @Test
  @EnabledIfSystemProperty(named = "nightjar.long", matches = "true")
  void noGenerationGoesWhileARunHoldsTheTable() throws IOException {
    TestArchives.files(archive, 4, WIDTH, HEIGHT);
    Bundle plain = TestBundles.bundle(TestBundles.plain(), folder.resolve("plain.bundle"));
    nights.with(plain).night(archive);
    nights.night(archive);
    MaintainOptions keepOne = new MaintainOptions(1, 1 << 20, 30, 7, 3, 3);
    Table rows = nights.tables().rows();

    try (TableLock held = TableLock.take(rows, "other", new Configuration())) {
      held.requireHeld();
      assertThat(result(maintain(keepOne, system()), "drop generations", "rows, rejects").text())
          .contains("skipped: ", " is held by run other on ");
    }
    assertThat(nights.rows().count()).isEqualTo(8);
    String here = InetAddress.getLocalHost().getHostName();
    String dead = "killed %s %d before".formatted(here, ProcessHandle.current().pid());
    rows.updateProperties().set(TableLock.PROPERTY, dead).commit();
    result(maintain(keepOne, system()), "drop generations", "rows, rejects");
    assertThat(nights.rows().count()).isEqualTo(4);
  }

  @Test
  @EnabledIfSystemProperty(named = "nightjar.long", matches = "true")
  void aNightWhoseGenerationWasDroppedSinceItStoodStillPublishesNothing() throws IOException {
    TestArchives.files(archive, 4, WIDTH, HEIGHT);
    Bundle plain = TestBundles.bundle(TestBundles.plain(), folder.resolve("plain.bundle"));
    NightFolder old = nights.with(plain);
    old.night(archive);
    nights.night(archive);
    TestArchives.write(archive.resolve("more.png"), TestArchives.png(77, WIDTH, HEIGHT));
    MaintainOptions keepOne = new MaintainOptions(1, 1 << 20, 30, 7, 3, 3);

    assertThatThrownBy(
            () ->
                old.night(
                    archive,
                    () -> {
                      Table rows = nights.tables().rows();
                      String here = InetAddress.getLocalHost().getHostName();
                      rows.updateProperties()
                          .set(TableLock.PROPERTY, "dead %s 1 before".formatted(here))
                          .commit();
                      maintain(keepOne, system());
                    }))
        .isInstanceOf(OutputHeldException.class);

    assertThat(nights.rows().count()).isEqualTo(4);
  }

  @Test
  void compactionAndExpiryLeaveEveryRowAndTheNightsThatAreKept() throws IOException {
    TestArchives.files(archive, 60, WIDTH, HEIGHT);
    nights.night(archive);
    NightIT.change(archive);
    nights.night(archive);
    for (int i = 0; i < 2; i++) {
      TestArchives.write(archive.resolve("r/%d.png".formatted(i)), new byte[0]);
      TestArchives.write(
          archive.resolve("s/%d.png".formatted(i)), TestArchives.png(500 + i, WIDTH, HEIGHT));
      nights.night(archive);
    }
    List<Row> rows = nights.rows().collectAsList();
    List<Row> rejects = nights.rejects();
    List<Snapshot> past = snapshots(nights.tables().rows());
    Snapshot kept = past.get(past.size() - 2);
    List<Row> before = rowsOf(kept);
    Snapshot tagged = past.get(1);
    Table withTag = nights.tables().rows();
    withTag.manageSnapshots().createTag("nightjar-plan-x", tagged.snapshotId()).commit();

    List<Done> done = maintain(new MaintainOptions(2, 1 << 20, 0, 2, 1, 1), NEXT_MONTH);

    assertThat(nights.rows().collectAsList()).isEqualTo(rows).hasSize(69);
    assertThat(nights.rejects()).isEqualTo(rejects).hasSize(5);
    Table table = nights.tables().rows();
    assertThat(table.currentSnapshot().summary())
        .containsEntry("total-position-deletes", "0")
        .containsEntry("total-delete-files", "0");
    assertThat(result(done, "compact data", "rows").isIdle()).isFalse();
    assertThat(result(done, "remove dangling deletes", "rows").isIdle()).isFalse();
    assertThat(done).noneMatch(step -> step.result() instanceof StepResult.Skipped);
    assertThat(result(done, "expire snapshots", "rows").isIdle()).isFalse();
    assertThat(snapshots(table)).hasSizeLessThan(past.size() + 3);
    assertThat(snapshots(table)).contains(tagged).doesNotContain(past.get(0));
    assertThat(rowsOf(kept)).isEqualTo(before);
    String named = kept.summary().get("nightjar.rejects-snapshot-id");
    assertThat(nights.tables().rejects().snapshot(Long.parseLong(named))).isNotNull();

    assertIdle(maintain(new MaintainOptions(2, 1 << 20, 0, 2, 1, 1), NEXT_MONTH));
    assertThat(nights.night(archive).unchanged()).isEqualTo(74);
    assertThat(nights.rejects()).isEqualTo(rejects);
  }

  private static List<Snapshot> snapshots(Table table) {
    List<Snapshot> snapshots = new ArrayList<>();
    table.snapshots().forEach(snapshots::add);
    return snapshots;
  }

  private List<Row> rowsOf(Snapshot snapshot) {
    return SharedSpark.session()
        .read()
        .option("snapshot-id", snapshot.snapshotId())
        .table(nights.name.sql())
        .orderBy("uri")
        .collectAsList();
  }

  @Test
  void rejectsThatTheLastNightNamesOutliveThoseOfARunThatWasKilled() throws IOException {
    TestArchives.files(archive, 4, WIDTH, HEIGHT);
    TestArchives.broken(archive);
    nights.night(archive);
    List<Row> before = nights.rejects();
    Table rejects = nights.tables().rejects();
    rejects
        .newDelete()
        .deleteFromRowFilter(Expressions.alwaysTrue())
        .set(Publication.REJECTS_OF, "killed")
        .commit();

    maintain(EAGER, NEXT_MONTH);

    assertThat(nights.rejects()).isEqualTo(before).hasSize(3);
    assertThat(nights.night(archive).unchanged()).isEqualTo(7);
    assertThat(nights.rejects()).isEqualTo(before);
  }

  @Test
  void orphansGoAndWhatIsLivingOrANightsOwnStays() throws IOException {
    TestArchives.files(archive, 8, WIDTH, HEIGHT);
    nights.night(archive);
    Path table = folder.resolve("warehouse/photos/embeddings");
    Path orphan = old(table.resolve("data/killed.parquet"));
    Path stray = old(table.resolve("metadata/killed.avro"));
    Path ofRejects = old(folder.resolve("warehouse/photos/embeddings_rejects/data/x.parquet"));
    Path young = table.resolve("data/under-way.parquet");
    TestArchives.write(young, new byte[1]);
    Path heartbeat = old(table.resolve("_nightjar/heartbeat-x"));
    Path staged = table.resolve("_nightjar/staging").resolve("00/0123-4.parquet");
    TestArchives.write(staged, new byte[1]);
    age(staged); // its folder is young
    for (Path live : files(table)) {
      if (!live.equals(young) && !live.startsWith(table.resolve("_nightjar"))) {
        age(live);
      }
    }

    List<Done> done = maintain(new MaintainOptions(2, 1 << 20, 30, 7, 3, 3), system());

    assertThat(result(done, "remove orphan files", "rows"))
        .isEqualTo(new RemoveOrphanFiles.Result(2));
    assertThat(result(done, "remove orphan files", "rejects"))
        .isEqualTo(new RemoveOrphanFiles.Result(1));
    assertThat(List.of(orphan, stray, ofRejects)).allSatisfy(f -> assertThat(f).doesNotExist());
    assertThat(List.of(young, heartbeat, staged)).allSatisfy(f -> assertThat(f).exists());
    assertThat(nights.rows().collectAsList()).hasSize(8);
    assertThat(nights.night(archive).unchanged()).isEqualTo(8);
  }

  @Test
  @EnabledIfSystemProperty(named = "nightjar.long", matches = "true")
  void stagingThatNobodyWillGoOnWithGoes() throws IOException {
    TestArchives.files(archive, 4, WIDTH, HEIGHT);
    nights.night(archive);
    Path staging = folder.resolve("warehouse/photos/embeddings").resolve("_nightjar/staging");
    Path forgotten = old(staging.resolve("aa/1-2.parquet"));
    age(forgotten.getParent());
    Path fresh = staging.resolve("bb/1-2.parquet");
    TestArchives.write(fresh, new byte[1]);
    age(fresh.getParent());
    MaintainOptions options = new MaintainOptions(2, 1 << 20, 30, 7, 3, 3);

    try (TableLock held = TableLock.take(nights.tables().rows(), "other", new Configuration())) {
      held.requireHeld();
      assertThat(result(maintain(options, system()), "remove staging", "rows").text())
          .contains("skipped: ", " is held by run other on ");
    }
    assertThat(forgotten).exists();
    assertThat(result(maintain(options, system()), "remove staging", "rows"))
        .isEqualTo(new RemoveStaging.Result(1, 1));
    assertThat(staging)
        .isDirectoryNotContaining(entry -> entry.getFileName().toString().startsWith("aa"));
    assertThat(fresh).exists();
    assertIdle(maintain(options, system()));
  }

  private static Path old(Path file) throws IOException {
    TestArchives.write(file, new byte[1]);
    age(file);
    return file;
  }

  private static void age(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(4))));
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "nightjar.long", matches = "true")
  void aNightIsNotDisturbed() throws IOException {
    assertThatANightIsRight(
        () -> {
          List<Done> done = maintain(EAGER, NEXT_MONTH);
          assertThat(result(done, "compact data", "rows").isIdle()).isFalse();
          assertThat(result(done, "expire snapshots", "rows").isIdle()).isFalse();
          assertThat(nights.tables().rows().currentSnapshot().operation())
              .isEqualTo(DataOperations.REPLACE);
        });
  }

  @Test
  @EnabledIfSystemProperty(named = "nightjar.long", matches = "true")
  void norIsItByTheCompactionOfAnotherEngine() throws IOException {
    assertThatANightIsRight(
        () -> {
          for (Table table : List.of(nights.tables().rows(), nights.tables().rejects())) {
            SparkActions.get(SharedSpark.session())
                .rewriteDataFiles(table)
                .option("rewrite-all", "true")
                .execute();
          }
        });
  }

  private void assertThatANightIsRight(NightFolder.Meanwhile meanwhile) throws IOException {
    TestArchives.files(archive, 60, WIDTH, HEIGHT);
    TestArchives.write(archive.resolve("r/1.png"), new byte[0]);
    nights.night(archive);
    Files.delete(archive.resolve("odd/59.png"));
    TestArchives.write(archive.resolve("r/2.png"), new byte[0]);
    nights.night(archive);
    NightIT.change(archive);

    NightCounts counts = nights.night(archive, meanwhile);

    assertThat(counts.written()).isEqualTo(21);
    NightFolder scratch = new NightFolder(folder.resolve("scratch"), bundle);
    scratch.night(archive);
    assertThat(NightIT.comparable(nights.rows().collectAsList()))
        .isEqualTo(NightIT.comparable(scratch.rows().collectAsList()))
        .hasSize(66);
    assertThat(NightIT.comparable(nights.rejects()))
        .isEqualTo(NightIT.comparable(scratch.rejects()))
        .hasSize(5);
    assertThat(nights.night(archive).read()).isZero();
  }

  @Test
  void aStepGivesWayToFasterCommits() throws IOException {
    var attempts = new ArrayList<Integer>();
    MaintenanceStep slow =
        () -> {
          attempts.add(1);
          throw new IllegalStateException(new CommitFailedException("stale"));
        };

    assertThat(Maintenance.take(slow).text())
        .isEqualTo("skipped: another commit was faster; the next maintain does it");
    assertThat(attempts).hasSize(3);
    assertThatThrownBy(
            () ->
                Maintenance.take(
                    () -> {
                      throw new IllegalStateException("broken");
                    }))
        .hasMessage("broken");
  }

  @Test
  void aTableThatIsNotThereIsNotMade() {
    assertThatThrownBy(() -> maintain(EAGER, system()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("catalog.warehouse: %s does not exist", folder.resolve("warehouse"));
    assertThat(folder.resolve("warehouse")).doesNotExist();
  }
}
