package io.nightjar.embedding.night;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.CheckFailedException;
import io.nightjar.ChildProcess;
import io.nightjar.OutputHeldException;
import io.nightjar.SharedSpark;
import io.nightjar.TestArchives;
import io.nightjar.TestContainers;
import io.nightjar.archive.Archive;
import io.nightjar.archive.ArchiveOptions;
import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.TestBundles;
import io.nightjar.embedding.EmbedOptions;
import io.nightjar.embedding.FailureBudget;
import io.nightjar.embedding.RejectExample;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import scala.collection.JavaConverters;

final class NightIT {
  private static final int WIDTH = 12;
  private static final int HEIGHT = 9;

  /** Which run wrote a row and when; all else is as a run from scratch would have it. */
  private static final Set<String> OF_THE_RUN =
      Set.of("run_id", "embedded_at", "attempts", "first_seen_at", "last_seen_at");

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

  @Test
  void rowsBehindALinkThatLeadsNowhereStayUntilItLeadsSomewhere() throws IOException {
    Path elsewhere = folder.resolve("not [always]: mounted");
    TestArchives.files(elsewhere.resolve("album"), 4, WIDTH, HEIGHT);
    TestArchives.write(elsewhere.resolve("one.png"), TestArchives.png(20, WIDTH, HEIGHT));
    TestArchives.write(archive.resolve("own/here.png"), TestArchives.png(21, WIDTH, HEIGHT));
    Files.createSymbolicLink(archive.resolve("album"), elsewhere.resolve("album"));
    Files.createSymbolicLink(archive.resolve("one.png"), elsewhere.resolve("one.png"));
    assertThat(nights.night(archive).encoded()).isEqualTo(6);
    List<Row> rows = nights.rows().collectAsList();

    Path away = Files.move(elsewhere, folder.resolve("away"));
    NightCounts planned = nights.dryRun(archive);
    assertThat(planned.listed()).isEqualTo(8);
    assertThat(planned.unlisted()).isEqualTo(2);
    Bundle plain = TestBundles.bundle(TestBundles.plain(), folder.resolve("plain.bundle"));
    NightCounts another = nights.with(plain).dryRun(archive);
    assertThat(another.before()).isEqualTo(6); // unseen, which is not gone
    assertThat(another.gone()).isZero();
    for (int night = 1; night <= 2; night++) {
      NightCounts without = nights.night(archive);
      assertThat(without.removed()).isZero();
      assertThat(without.listed()).isEqualTo(8);
      assertThat(nights.rows().collectAsList()).isEqualTo(rows);
      int attempts = night;
      assertThat(nights.rejects())
          .hasSize(2)
          .allSatisfy(
              reject -> {
                assertThat(reject.<String>getAs("stage")).isEqualTo("list");
                assertThat(reject.<String>getAs("reason")).isEqualTo("unreadable");
                assertThat(reject.<Integer>getAs("attempts")).isEqualTo(attempts);
              });
    }

    Files.move(away, elsewhere);
    NightCounts back = nights.night(archive);
    assertThat(back.encoded() + back.removed()).isZero();
    assertThat(nights.rejects()).isEmpty();
    assertThat(nights.rows().select("uri", "content_sha256").collectAsList())
        .hasSize(6)
        .isEqualTo(rows.stream().map(row -> RowFactory.create(row.get(0), row.get(1))).toList());
  }

  @Test
  void afterEachNightTheTableIsWhatARunFromScratchWouldMakeOfIt() throws IOException {
    TestArchives.files(archive, 60, WIDTH, HEIGHT);

    NightCounts first = nights.night(archive);
    assertThat(first.encoded()).isEqualTo(60);
    assertThat(first.onlyAdds()).isTrue();

    NightCounts second = nights.night(archive);
    assertThat(second.read()).isZero();
    assertThat(second.unchanged()).isEqualTo(60);
    assertThat(second.written() + second.removed()).isZero();

    change(archive);
    NightCounts third = nights.night(archive);
    assertThat(third.fresh()).isEqualTo(10);
    assertThat(third.changed()).isEqualTo(5);
    assertThat(third.renamed()).isEqualTo(3);
    assertThat(third.duplicates()).isEqualTo(1);
    assertThat(third.touched()).isEqualTo(2);
    assertThat(third.removed()).isEqualTo(3 + 4);
    assertThat(third.rejected())
        .isEqualTo(Map.of("empty", 1L, "truncated", 1L, "unsupported-format", 1L));
    assertLikeFromScratch();

    NightCounts fourth = nights.night(archive);
    assertThat(fourth.read()).isZero();
    assertThat(fourth.unchanged()).isEqualTo(60 + 10 + 1 - 4 + 3);
    assertOneSnapshotForEach();
  }

  private void assertOneSnapshotForEach() throws IOException {
    List<Snapshot> snapshots = new ArrayList<>();
    nights.tables().rows().snapshots().forEach(snapshots::add);
    assertThat(snapshots)
        .extracting(snapshot -> snapshot.summary().get("nightjar.run-id"))
        .containsExactly("night-1", "night-2", "night-3", "night-4");
    assertThat(snapshots.get(2).summary())
        .containsEntry("nightjar.model-fingerprint", bundle.fingerprint())
        .containsEntry("nightjar.rows-reused", "6")
        .containsEntry("nightjar.rejected", "3");
    long before = snapshots.get(0).snapshotId();
    assertThat(
            SharedSpark.session()
                .read()
                .option("snapshot-id", before)
                .table(nights.name.sql())
                .count())
        .isEqualTo(60);
    assertThat(snapshots)
        .extracting(Snapshot::operation)
        .containsExactly("append", "append", "overwrite", "append");
    assertThat(nights.tables().rows().refs()).containsOnlyKeys("main");
    assertThat(nights.tables().rejects().refs()).containsOnlyKeys("main");
    assertThat(folder.resolve("warehouse/photos/embeddings/_nightjar/staging/00")).doesNotExist();
    assertThat(filesIn(folder.resolve("warehouse/photos/embeddings/_nightjar")))
        .extracting(file -> file.getFileName().toString())
        .noneMatch(name -> name.startsWith("heartbeat"));
  }

  /** 10 added, 5 changed, 3 renamed, 1 copied, 2 touched, 4 deleted, 3 broken. */
  static void change(Path archive) throws IOException {
    for (int i = 0; i < 10; i++) {
      TestArchives.write(
          archive.resolve("new/%d.png".formatted(i)), TestArchives.png(1_000 + i, WIDTH, HEIGHT));
    }
    for (int i = 0; i < 10; i += 2) {
      TestArchives.write(
          archive.resolve("even/%d.png".formatted(i)), TestArchives.png(2_000 + i, WIDTH, HEIGHT));
    }
    for (int i = 1; i < 7; i += 2) {
      Files.move(
          archive.resolve("odd/%d.png".formatted(i)), archive.resolve("moved%d.png".formatted(i)));
    }
    Files.copy(archive.resolve("odd/7.png"), archive.resolve("copy.png"));
    for (int i = 9; i < 13; i += 2) {
      Files.write(
          archive.resolve("odd/%d.png".formatted(i)),
          Files.readAllBytes(archive.resolve("odd/%d.png".formatted(i))));
    }
    for (int i = 20; i < 28; i += 2) {
      Files.delete(archive.resolve("even/%d.png".formatted(i)));
    }
    TestArchives.broken(archive);
  }

  @ParameterizedTest
  @EnumSource(
      value = TestContainers.Kind.class,
      names = {"TAR"})
  void soItIsForShards(TestContainers.Kind kind) throws IOException {
    Path files = TestArchives.files(folder.resolve("files"), 60, WIDTH, HEIGHT);
    TestContainers.pack(files.resolve("even"), archive.resolve("even" + kind.ending()), kind);
    TestContainers.pack(files.resolve("odd"), archive.resolve("odd" + kind.ending()), kind);
    nights.night(archive);
    NightCounts second = nights.night(archive);
    assertThat(second.read()).isZero();
    assertThat(second.unchanged()).isEqualTo(60);

    change(files);
    Files.delete(archive.resolve("even" + kind.ending()));
    TestContainers.pack(files.resolve("even"), archive.resolve("even" + kind.ending()), kind);
    TestContainers.pack(files.resolve("broken"), archive.resolve("broken" + kind.ending()), kind);
    NightCounts third = nights.night(archive);
    assertThat(third.changed()).isEqualTo(5);
    assertThat(third.touched()).isEqualTo(30 - 5 - 4);
    assertThat(third.removed()).isEqualTo(4);
    assertThat(third.rejects()).isEqualTo(3);
    assertLikeFromScratch();
  }

  @Test
  void aNightThatRejectsOrRemovesTooMuchPublishesNothingAndKeepsWhatItHas() throws IOException {
    TestArchives.files(archive, 20, WIDTH, HEIGHT);
    nights.with(strict()).night(archive);
    TestArchives.broken(archive);

    assertThatThrownBy(() -> nights.night(archive))
        .isInstanceOf(CheckFailedException.class)
        .hasMessageStartingWith("Rejected 3 of 3 images read {empty=1, truncated=1,")
        .hasMessageContaining(
            "100.0% where embed.max-rejected-fraction allows 10.0% above the 2 of"
                + " embed.rejected-allowance")
        .hasMessageContaining("/archive/broken/empty.png (empty), file:");
    Path staging = folder.resolve("warehouse/photos/embeddings/_nightjar/staging/00");
    assertThat(staging).isDirectoryContaining("glob:**.parquet");
    for (Path broken : List.copyOf(filesIn(archive.resolve("broken")))) {
      Files.delete(broken);
    }
    for (Path even : List.copyOf(filesIn(archive.resolve("even")))) {
      Files.delete(even);
    }
    assertThatThrownBy(() -> nights.night(archive))
        .isInstanceOf(CheckFailedException.class)
        .hasMessageStartingWith("10 of the table's 20 images are gone from the archive");
    assertThat(nights.rows().count()).isEqualTo(20);
    assertThat(nights.rejects()).isEmpty();
  }

  @Test
  void aBrokenUploadStopsNoArchiveThatHasRowsAndAFirstNightThatEmbedsNothingFails()
      throws IOException {
    TestArchives.broken(archive);
    nights.with(with(new FailureBudget(0.05, 10)));
    assertThatThrownBy(() -> nights.night(archive))
        .isInstanceOf(CheckFailedException.class)
        .hasMessageStartingWith("Rejected 3 of 3 images read")
        .hasMessageContaining("and none is embedded");

    TestArchives.files(archive, 6, WIDTH, HEIGHT);
    NightCounts first = nights.night(archive);
    assertThat(first.encoded()).isEqualTo(6);
    assertThat(first.examples())
        .extracting(RejectExample::reason)
        .containsExactly("truncated", "empty", "unsupported-format");
    nights.with(calm(nights.options()));
    write("alone", "even/0");
    NightCounts second = nights.night(archive);
    assertThat(second.examples())
        .containsExactly(
            new RejectExample(TestArchives.uri(archive.resolve("alone.png")), "empty"),
            new RejectExample(TestArchives.uri(archive.resolve("even/0.png")), "empty"));
    assertThat(second.broken()).isEqualTo(1);
    write("odd/1", "odd/3", "odd/5");
    assertThatThrownBy(() -> nights.night(archive))
        .isInstanceOf(CheckFailedException.class)
        .hasMessageStartingWith(
            "0 of the table's 5 images are gone from the archive and 3 are rejected now, together,"
                + " more than the 10.0% that embed.max-removed-fraction allows")
        .hasMessageContaining("archive.names");
    assertThat(nights.rows().count()).isEqualTo(5);
    assertThat(nights.rejects()).hasSize(5);
  }

  /** Empty files, which nothing decodes. */
  private void write(String... names) {
    for (String name : names) {
      TestArchives.write(archive.resolve(name + ".png"), new byte[0]);
    }
  }

  private NightOptions strict() {
    return calm(with(new FailureBudget(0.1, 2)));
  }

  /** The same, but for how much may be gone. */
  private static NightOptions calm(NightOptions open) {
    return new NightOptions(open.embed(), open.chunkImages(), 0.1, open.retryRejects());
  }

  private NightOptions with(FailureBudget budget) {
    NightOptions open = nights.options();
    EmbedOptions embed = open.embed();
    return new NightOptions(
        new EmbedOptions(embed.engine(), embed.batchSize(), budget, embed.reconstructionError()),
        open.chunkImages(),
        open.maxRemovedFraction(),
        open.retryRejects());
  }

  private static List<Path> filesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Test
  void whileOneRunHoldsTheTableAnotherEndsAndOneThatWasKilledHoldsNothing() throws Exception {
    TestArchives.files(archive, 3, WIDTH, HEIGHT);
    nights.night(archive);
    Table rows = nights.tables().rows();
    Configuration hadoop = new Configuration();
    try (TableLock held = TableLock.take(rows, "other", hadoop)) {
      held.requireHeld();
      assertThatThrownBy(() -> nights.night(archive))
          .isInstanceOf(OutputHeldException.class)
          .hasMessageContaining("is held by run other on ");
    }
    String dead;
    try (ChildProcess.Running killed = ChildProcess.of(folder, "sleep", "60").start()) {
      dead =
          "killed %s %d %s"
              .formatted(
                  InetAddress.getLocalHost().getHostName(),
                  killed.process().pid(),
                  killed.process().info().startInstant().orElseThrow());
    }
    rows.updateProperties().set("nightjar.held-by", dead).commit();

    assertThat(nights.night(archive).unchanged()).isEqualTo(3);
    rows.refresh();
    assertThat(rows.properties()).doesNotContainKey("nightjar.held-by");
  }

  @Test
  void oneThatIsTakenForDeadCommitsNothingOverAnother() throws IOException {
    TestArchives.files(archive, 6, WIDTH, HEIGHT);
    NightFolder other = nights.sameTable();

    assertThatThrownBy(
            () ->
                nights.night(
                    archive,
                    () -> {
                      // As if this run had stood still until another one took its place.
                      nights.tables().rows().updateProperties().remove("nightjar.held-by").commit();
                      other.night(archive);
                    }))
        .isInstanceOf(OutputHeldException.class)
        .hasMessageContaining("this one did not answer for too long");
    assertThat(nights.rows().count()).isEqualTo(6);
  }

  @Test
  void anAppendIsMergedWhereOtherRowsHaveComeSinceItWasPlanned() throws IOException {
    TestArchives.files(archive, 6, WIDTH, HEIGHT);
    nights.night(archive);
    TestArchives.write(archive.resolve("more.png"), TestArchives.png(77, WIDTH, HEIGHT));

    nights.night(
        archive,
        () ->
            nights
                .rows()
                .limit(1)
                .withColumn("uri", regexp_replace(col("uri"), "even/0", "more"))
                .writeTo(nights.name.sql())
                .append());

    assertThat(nights.rows().count()).isEqualTo(7);
    assertLikeFromScratch();
  }

  @Test
  void aListingThatIsOlderThanTheLatestNightTakesNothingOut() throws IOException {
    TestArchives.files(archive, 4, WIDTH, HEIGHT);
    Archive before = Archive.list(ArchiveOptions.of(archive.toString()), new Configuration());
    Instant listed = Instant.now();
    TestArchives.write(archive.resolve("more.png"), TestArchives.png(77, WIDTH, HEIGHT));
    nights.night(archive);

    assertThatThrownBy(() -> nights.sameTable().night(before, listed))
        .isInstanceOf(OutputHeldException.class)
        .hasMessage(
            "Run night-1 has published a night since this one listed the archive: run again");
    assertThat(nights.rows().count()).isEqualTo(5);
  }

  @Test
  void whatWasReadAheadIsReadAgainWhereANightHasComeSince() throws IOException {
    TestArchives.files(archive, 4, WIDTH, HEIGHT);
    nights.night(archive);
    Night early = nights.lookedAhead();
    TestArchives.files(archive, 6, WIDTH, HEIGHT);
    assertThat(nights.sameTable().night(archive).fresh()).isEqualTo(2);

    NightCounts counts = nights.night(early, archive);

    assertThat(counts.read()).isZero();
    assertThat(counts.unchanged()).isEqualTo(6);
  }

  @Test
  void whatANightIsPlannedOnIsKeptWhileItRunsAndNoLonger() throws IOException {
    TestArchives.files(archive, 6, WIDTH, HEIGHT);
    TestArchives.broken(archive);
    nights.night(archive);
    Files.move(archive.resolve("odd/1.png"), archive.resolve("moved.png"));
    Table rows = nights.tables().rows();
    Table rejects = nights.tables().rejects();

    nights.night(
        archive,
        counts -> {
          for (Table table : List.of(rows, rejects)) {
            table.refresh();
            table.newAppend().commit(); // another engine's
            table.expireSnapshots().expireOlderThan(Long.MAX_VALUE).retainLast(1).commit();
            assertThat(table.refs().keySet()).anyMatch(ref -> ref.startsWith("nightjar-plan-"));
          }
        });

    assertLikeFromScratch();
    rows.refresh();
    assertThat(rows.refs()).containsOnlyKeys("main");
  }

  @Test
  void labelsOfAnIdxFileThatChangeAloneAreTakenOver() throws IOException {
    TestArchives.idx(archive, 4, WIDTH, HEIGHT);
    nights.night(archive);
    assertThat(labels()).containsExactly("0", "1", "2", "3");

    Path labels = archive.resolve("train-labels-idx1-ubyte");
    byte[] bytes = Files.readAllBytes(labels);
    bytes[bytes.length - 1] = 9;
    Files.write(labels, bytes);
    NightCounts counts = nights.night(archive);

    assertThat(counts.touched()).isEqualTo(4);
    assertThat(labels()).containsExactly("0", "1", "2", "9");
  }

  private List<String> labels() {
    return nights.rows().select("label").as(Encoders.STRING()).collectAsList();
  }

  /** Iceberg's JDBC catalog keeps a query open from its beginning to its end. */
  @Test
  void aReaderThatStaysDoesNotKeepANightFromItsCommit() throws IOException {
    TestArchives.files(archive, 3, WIDTH, HEIGHT);
    nights.night(archive);
    Path warehouse = folder.resolve("warehouse");
    try (JdbcCatalog reader = new JdbcCatalog()) {
      reader.setConf(new Configuration());
      reader.initialize(
          nights.name.catalog(),
          Map.of(
              "uri",
              "jdbc:sqlite:" + warehouse.resolve("catalog.db"),
              "warehouse",
              warehouse.toString(),
              "jdbc.schema-version",
              "V1"));
      assertThat(reader.loadTable(nights.name.identifier()).currentSnapshot()).isNotNull();

      TestArchives.write(archive.resolve("more.png"), TestArchives.png(77, WIDTH, HEIGHT));
      assertThat(nights.night(archive).fresh()).isEqualTo(1);
    }
  }

  @Test
  void aRunGoesOnWithTheChunksOfOneThatWasKilled() throws IOException {
    TestArchives.files(archive, 60, WIDTH, HEIGHT);
    Path staging = folder.resolve("warehouse/photos/embeddings/_nightjar/staging/00");
    assertThatThrownBy(() -> nights.nightThatDiesBeforeItPublishes(archive))
        .isInstanceOf(IllegalStateException.class);
    List<Path> staged =
        filesIn(staging).stream().filter(f -> !f.getFileName().toString().startsWith(".")).toList();
    List<Path> done = staged.stream().filter(f -> f.toString().endsWith(".done")).toList();
    assertThat(done).hasSizeGreaterThan(5);
    Files.delete(done.get(0)); // as if its task had failed
    String data = done.get(1).getFileName().toString().replaceAll(".*-|\\.done", "");
    Path cut = staging.resolve(data + ".parquet"); // as if the machine had lost its power
    byte[] whole = Files.readAllBytes(cut);
    Files.write(cut, Arrays.copyOf(whole, whole.length - 20));

    NightCounts counts = nights.night(archive);

    assertThat(counts.encoded()).isEqualTo(60);
    assertThat(nights.encoded()).isBetween(2L, 20L);
    assertLikeFromScratch();
  }

  @Test
  void rejectsOutliveTheSnapshotsThatNamedThem() throws IOException {
    TestArchives.files(archive, 3, WIDTH, HEIGHT);
    TestArchives.broken(archive);
    nights.night(archive);
    Table rows = nights.tables().rows();
    rows.newAppend().commit(); // another engine's
    rows.expireSnapshots().expireOlderThan(Long.MAX_VALUE).retainLast(1).commit();

    assertThat(nights.rejects()).hasSize(3);
    assertThat(nights.night(archive).unchanged()).isEqualTo(6);
    assertThat(nights.rejects()).hasSize(3);
  }

  @Test
  void rejectsThatComeAgainAreNoNewOnes() throws IOException {
    TestArchives.files(archive, 4, WIDTH, HEIGHT);
    TestArchives.broken(archive);
    nights.night(archive);
    NightOptions strict = strict();

    NightCounts counts =
        nights
            .with(
                new NightOptions(
                    strict.embed(), strict.chunkImages(), 0.1, NightOptions.RetryRejects.ALL))
            .night(archive);

    assertThat(counts.read()).isEqualTo(3);
    assertThat(counts.again()).isEqualTo(3);
    assertThat(counts.rejected()).isEmpty();
    assertThat(counts.unchanged()).isEqualTo(4);
    assertThat(nights.rejects())
        .hasSize(3)
        .allMatch(reject -> reject.<Integer>getAs("attempts") == 2);
  }

  @Test
  void rejectsOfARunThatWasNeverPublishedCountForNobody() throws IOException {
    TestArchives.files(archive, 10, WIDTH, HEIGHT);
    TestArchives.broken(archive);
    nights.night(archive);
    List<Row> before = nights.rejects();
    NightTables tables = nights.tables();
    tables
        .rejects()
        .newDelete()
        .deleteFromRowFilter(Expressions.alwaysTrue())
        .set("nightjar.rejects-of", "killed")
        .commit();

    assertThat(nights.rejects()).isEqualTo(before).hasSize(3);
    TestArchives.write(archive.resolve("more.png"), new byte[0]);
    nights.night(archive);
    assertThat(nights.rejects()).hasSize(4);
    assertLikeFromScratch();
  }

  private void assertLikeFromScratch() throws IOException {
    NightFolder scratch = new NightFolder(folder.resolve("scratch" + System.nanoTime()), bundle);
    scratch.night(archive);

    assertThat(comparable(nights.rows().collectAsList()))
        .isEqualTo(comparable(scratch.rows().collectAsList()));
    assertThat(comparable(nights.rejects())).isEqualTo(comparable(scratch.rejects()));
  }

  /** Vectors to five digits behind the point. */
  static List<Map<String, Object>> comparable(List<Row> rows) {
    return rows.stream()
        .map(
            row -> {
              Map<String, Object> columns = new TreeMap<>();
              for (String name : row.schema().fieldNames()) {
                if (!OF_THE_RUN.contains(name)) {
                  columns.put(name, rounded(row.getAs(name)));
                }
              }
              return columns;
            })
        .toList();
  }

  private static Object rounded(Object value) {
    if (value instanceof Float number) {
      return Math.round(number * 1e5);
    }
    return value instanceof scala.collection.Seq<?> list
        ? JavaConverters.seqAsJavaList(list).stream().map(NightIT::rounded).toList()
        : value;
  }
}
