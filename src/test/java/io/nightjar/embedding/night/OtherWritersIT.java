package io.nightjar.embedding.night;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.CheckFailedException;
import io.nightjar.SharedSpark;
import io.nightjar.TestArchives;
import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.TestBundles;
import io.nightjar.image.ContentHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables into which others write, too, and archives that lose what the table has. */
final class OtherWritersIT {
  @TempDir private Path folder;
  private Path archive;
  private Bundle bundle;
  private NightFolder nights;

  @BeforeEach
  void open() {
    SharedSpark.session();
    archive = folder.resolve("archive");
    bundle = TestBundles.bundle(TestBundles.model(), folder.resolve("x.bundle"));
    nights = new NightFolder(folder.resolve("warehouse"), bundle);
  }

  private void sql(String statement) {
    SharedSpark.session()
        .sql(
            statement
                .replace("$rows", nights.name.sql())
                .replace("$rejects", nights.name.rejects().sql()));
  }

  @Test
  void urisThatAreDoubledAreToldAndAtMostOneOfEachIsKept() throws IOException {
    TestArchives.files(archive, 6, 12, 9);
    TestArchives.write(archive.resolve("broken.png"), new byte[0]);
    nights.night(archive);
    List<Row> alone = nights.rows().collectAsList();
    // Another content under a name that is there, and a reject under one that is a row.
    String columns = "embedding, embedding_stddev, reconstruction_error, label, width, height,";
    String ends =
        " byte_length, source_uri, source_byte_length, source_modified_at, model_fingerprint,"
            + " 'other', current_timestamp() FROM $rows WHERE uri LIKE '%/odd/1.png'";
    sql(
        "INSERT INTO $rows SELECT * FROM $rows WHERE uri LIKE '%/even/%' UNION ALL SELECT uri,"
            + " repeat('f', 64), "
            + columns
            + ends);
    sql(
        "INSERT INTO $rejects SELECT * FROM $rejects UNION ALL SELECT uri, content_sha256, 'decode', 'corrupt', 'x', byte_length,"
            + " source_uri, source_byte_length, source_modified_at, 1, embedded_at, embedded_at,"
            + " 'other', model_fingerprint FROM $rows WHERE uri LIKE '%/odd/3.png'");

    Files.move(archive.resolve("even"), archive.resolve("moved"));

    NightCounts counts = nights.night(archive);

    assertThat(counts.doubled().uris().stream().map(OtherWritersIT::name))
        .containsExactly("broken", "even/0", "even/2", "even/4", "odd/1", "odd/3");
    assertThat(counts.renamed()).isEqualTo(3);
    assertThat(counts.rejectedAgain()).isEqualTo(1);
    assertThat(counts.unchanged()).isEqualTo(1);
    assertThat(counts.gone()).isZero();
    assertThat(counts.onlyAdds()).isFalse();
    assertThat(names()).containsExactly("moved/0", "moved/2", "moved/4", "odd/1", "odd/3", "odd/5");
    assertThat(nights.rejects()).hasSize(1);
    assertThat(contents().values())
        .containsExactlyInAnyOrderElementsOf(
            alone.stream().map(row -> row.<String>getAs("content_sha256")).toList());
  }

  @Test
  void valuesOfColumnsThatAUserAddedGoWithTheirRows() throws IOException {
    TestArchives.files(archive, 8, 12, 9);
    write("twin", Files.readAllBytes(png("odd/7")));
    nights.night(archive);
    byte[] image = TestArchives.png(70, 12, 9);
    String hash = ContentHash.of(image).hex();
    String near = hash.substring(0, 63) + (hash.endsWith("0") ? '1' : '0');
    sql(
        "ALTER TABLE $rows ADD COLUMNS (`Select` string, `a.b` int, `odd ``name` array<int>,"
            + " operation struct<x: int, y: map<string, int>>)");
    sql(
        "UPDATE $rows SET `Select` = uri, `a.b` = 7, `odd ``name` = array(1, 2),"
            + " operation = named_struct('x', 5, 'y', map('k', 6)), content_sha256 ="
            + " CASE WHEN uri LIKE '%/even/6.png' THEN '"
            + near
            + "' ELSE content_sha256 END");
    move("odd/1", "moved");
    byte[] zero = Files.readAllBytes(png("even/0"));
    write("even/0", Files.readAllBytes(png("even/2")));
    write("even/2", zero);
    write("even/4", Files.readAllBytes(png("even/4")));
    write("even/6", TestArchives.png(60, 12, 9));
    write("new", image);
    write("copy", Files.readAllBytes(png("odd/3")));

    Files.delete(png("twin"));

    NightCounts counts = nights.night(archive);

    assertThat(counts.renamed()).isEqualTo(1 + 2); // a swap is two
    assertThat(counts.changed()).isEqualTo(1);
    assertThat(counts.encoded()).isEqualTo(2); // though the table knew most of the new one's hash
    assertThat(contents()).containsEntry("new", hash);
    assertThat(counts.removed()).isEqualTo(2);
    assertThat(counts.gone()).isZero(); // nor is one of two that are equal
    Map<String, String> expected =
        new TreeMap<>(
            Map.of(
                "even/0", "even/2", "even/2", "even/0", "even/4", "even/4", "even/6", "even/6",
                "moved", "odd/1", "odd/3", "odd/3", "odd/5", "odd/5", "odd/7", "odd/7", "new",
                "null", "copy", "null"));
    assertThat(notes(bundle)).isEqualTo(expected);

    move("odd/5", "later");
    Bundle plain = TestBundles.bundle(TestBundles.plain(), folder.resolve("plain.bundle"));
    NightFolder others = nights.with(plain);
    assertThat(others.night(archive).encoded()).isEqualTo(10);
    expected.put("later", expected.remove("odd/5"));
    assertThat(notes(plain)).isEqualTo(expected);
  }

  /** Whose value a row has, by names; all four columns of each row are of one. */
  private Map<String, String> notes(Bundle of) {
    Map<String, String> notes = new TreeMap<>();
    nights
        .rows()
        .filter("model_fingerprint = '%s'".formatted(of.fingerprint()))
        .selectExpr("uri", "`Select`", "`a.b`", "`odd ``name`[1]", "operation.y['k'] + operation.x")
        .collectAsList()
        .forEach(
            row -> {
              boolean none = row.isNullAt(1);
              assertThat(List.of(row.isNullAt(2), row.isNullAt(3), row.isNullAt(4)))
                  .containsOnly(none);
              notes.put(name(row.getString(0)), none ? "null" : name(row.getString(1)));
              if (!none) {
                assertThat(row.getInt(2) + row.getInt(3) + row.getInt(4)).isEqualTo(7 + 2 + 11);
              }
            });
    return notes;
  }

  @Test
  void aNewBundlesFirstNightIsComparedWithWhatTheNightBeforeItLeft() throws IOException {
    TestArchives.files(archive, 20, 12, 9);
    nights.with(strict()).night(archive);
    Bundle plain = TestBundles.bundle(TestBundles.plain(), folder.resolve("plain.bundle"));
    NightFolder others = nights.with(plain).with(strict());
    for (int i = 0; i < 15; i++) {
      Files.delete(png(i % 2 == 0 ? "even/" + i : "odd/" + i));
    }
    String message = "15 of the table's 20 images are gone from the archive";
    assertThatThrownBy(() -> others.night(archive))
        .isInstanceOf(CheckFailedException.class)
        .hasMessageStartingWith(message)
        .hasMessageContaining("embed.max-removed-fraction=1");
    assertThat(nights.rows().count()).isEqualTo(20);

    TestArchives.files(archive, 20, 12, 9);
    Path moved = Files.move(archive, folder.resolve("moved"));
    NightCounts first = others.night(moved);
    assertThat(first.fresh()).isEqualTo(20);
    assertThat(first.gone()).isZero();
    // The generation of before has more to lose than the archive of the latest night.
    Files.delete(moved.resolve("even/0.png"));
    assertThat(nights.night(moved).gone()).isEqualTo(1);
    assertThat(nights.rows().count()).isEqualTo(20 + 19);
    // A night whose rows are no more says nothing of what the archive was.
    sql("DELETE FROM $rows WHERE model_fingerprint = '%s'".formatted(bundle.fingerprint()));
    Files.delete(moved.resolve("even/2.png"));
    assertThat(nights.with(strict()).dryRun(moved).gone()).isEqualTo(2);
  }

  private NightOptions strict() {
    NightOptions open = nights.options();
    return new NightOptions(open.embed(), open.chunkImages(), 0.1, open.retryRejects());
  }

  private Map<String, String> contents() {
    Map<String, String> contents = new TreeMap<>();
    nights
        .rows()
        .collectAsList()
        .forEach(row -> contents.put(name(row.getAs("uri")), row.getAs("content_sha256")));
    return contents;
  }

  private List<String> names() {
    return nights.rows().collectAsList().stream().map(row -> name(row.getAs("uri"))).toList();
  }

  private static String name(String uri) {
    return uri.replaceFirst(".*/archive/", "").replace(".png", "");
  }

  private Path png(String name) {
    return archive.resolve(name + ".png");
  }

  private void write(String name, byte[] bytes) throws IOException {
    Path file = TestArchives.write(png(name), bytes);
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusMillis(name.hashCode() % 900)));
  }

  private void move(String from, String to) throws IOException {
    byte[] bytes = Files.readAllBytes(png(from));
    Files.delete(png(from));
    write(to, bytes);
  }
}
