package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nightjar.DataSchema;
import io.nightjar.SharedSpark;
import io.nightjar.TestArchives;
import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.TestBundles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SimilarIT {
  private static final Pattern LINE = Pattern.compile("  ([0-9][^ ]*) +(file:.*?) *");

  private final Terminal terminal = new Terminal();
  @TempDir private Path folder;
  private Path archive;
  private Path rows;
  private Bundle bundle;

  @BeforeEach
  void embed() throws IOException {
    archive = TestArchives.files(folder.resolve("archive"), 9, 12, 8);
    Files.copy(archive.resolve("even/4.png"), archive.resolve("copy.png"));
    rows = folder.resolve("rows.parquet");
    bundle = TestBundles.bundle(TestBundles.model(), folder);
    terminal.succeed(
        "embed",
        "archive.path=" + archive,
        "bundle=" + folder.resolve("test.bundle"),
        "output.path=" + rows);
  }

  /** Names of folders, images and outputs that would colour a terminal, or turn its lines round. */
  @Test
  void printsNamesAsText() throws IOException {
    String evil = "\u001bcred\n\u202e\u009b2J\u0007";
    Path named = folder.resolve(evil + "archive");
    TestArchives.files(named.resolve(evil), 3, 12, 8);
    Files.writeString(named.resolve(evil + ".png"), "broken");
    Files.writeString(named.resolve("\r.jpg"), "broken");
    Path output = folder.resolve("named");

    StringBuilder printed = new StringBuilder();
    printed.append(
        terminal.succeed(
            "embed",
            "archive.path=" + named,
            "bundle=" + folder.resolve("test.bundle"),
            "embed.max-rejected-fraction=1",
            "output.path=" + output));
    printed.append(terminal.succeed("similar", "similar.rows=" + output, "similar.max-distance=2"));
    printed.append(
        terminal.fail(
            ExitCode.INVALID_INPUT,
            "similar",
            "similar.rows=" + output,
            "similar.query=" + evil + "nothing"));
    printed.append(
        terminal.fail(ExitCode.INVALID_INPUT, "inspect", "bundle=" + named.resolve("none")));

    assertThat(printed).contains("Rows     3 in", "\\u001bcred\\n\\u202e\\u009b2J\\u0007");
    assertThat(printed.codePoints())
        .noneMatch(point -> Character.isISOControl(point) && point != '\n')
        .noneMatch(point -> Character.getType(point) == Character.FORMAT);
  }

  @Test
  void aRowsNeighboursComeNearestFirst() throws IOException {
    Path output = folder.resolve("similar");
    String uri = TestArchives.uri(archive) + "/even/4.png";

    String out =
        terminal.succeed(
            "similar",
            line(
                "similar.query=" + uri,
                "similar.k=4",
                "similar.measure=euclidean",
                "output.path=" + output));

    assertThat(out)
        .startsWith(
            "Nearest to %s by euclidean distance among 10 rows of %s, model %s: exact%n"
                .formatted(uri, rows, bundle.fingerprint().substring(0, 12)))
        .endsWith("Pairs  4 in %s%n".formatted(output));
    List<Row> expected = byDistance(uri).subList(0, 4);
    List<Row> found = read(output);
    assertThat(found).hasSize(4);
    for (int i = 0; i < 4; i++) {
      assertThat(found.get(i).<String>getAs("uri")).isEqualTo(uri);
      assertThat(found.get(i).<String>getAs("similar_uri")).isEqualTo(expected.get(i).getString(0));
      assertThat(found.get(i).<Double>getAs("distance"))
          .isCloseTo(expected.get(i).getDouble(1), within(1e-6));
    }
    assertThat(found.get(0).<String>getAs("similar_uri")).endsWith("/copy.png");
    assertThat(found.get(0).<Double>getAs("distance")).isZero();
    assertThat(out.lines().map(LINE::matcher).filter(line -> line.matches()))
        .extracting(line -> line.group(2))
        .isEqualTo(expected.stream().map(row -> row.getString(0)).toList());
    assertThat(Reports.beside(output).path("rows_written").longValue()).isEqualTo(4);
    DataSchema schema = DataSchema.of("similar");
    assertThat(
            SharedSpark.session()
                .read()
                .parquet(output.toString())
                .selectExpr("to_json(struct(*))")
                .as(Encoders.STRING())
                .collectAsList())
        .allSatisfy(document -> assertThat(schema.violations(document)).isEmpty());
    assertThat(
            schema
                .part("/properties/distance/fieldMetadata")
                .violations(
                    SharedSpark.session()
                        .read()
                        .parquet(output.toString())
                        .schema()
                        .apply("distance")
                        .metadata()
                        .json()))
        .isEmpty();
  }

  /** Of all other rows: uri and Euclidean distance, by SQL. */
  private List<Row> byDistance(String uri) {
    SharedSpark.session().read().parquet(rows.toString()).createOrReplaceTempView("similar_it");
    return SharedSpark.session()
        .sql(
            """
            SELECT b.uri, sqrt(aggregate(zip_with(a.embedding, b.embedding,
              (x, y) -> pow(double(x) - double(y), 2)), 0d, (s, x) -> s + x)) AS distance
            FROM similar_it a, similar_it b WHERE a.uri = '%s' AND b.uri <> a.uri
            ORDER BY distance, b.uri"""
                .formatted(uri))
        .collectAsList();
  }

  @Test
  void aRowMayBeNamedByItsFileOrALinkToIt() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), archive.resolve("copy.png"));
    for (Path file : List.of(archive.resolve("copy.png"), link)) {
      assertThat(terminal.succeed("similar", line("similar.query=" + file)))
          .startsWith("Nearest to " + TestArchives.uri(archive) + "/copy.png by cosine distance")
          .contains("/even/4.png");
    }
  }

  @Test
  void anImageThatIsNoRowIsEncoded() throws IOException {
    Path image = Files.copy(archive.resolve("odd/3.png"), folder.resolve("my photo.png"));
    String query = "similar.query=" + image;
    String ours = "bundle=" + folder.resolve("test.bundle");
    TestBundles.bundle(TestBundles.plain(), folder.resolve("plain"));
    String theirs = "bundle=" + folder.resolve("plain/test.bundle");

    String out = terminal.succeed("similar", line(query, ours, "similar.k=1"));

    assertThat(out).startsWith("Nearest to %s by".formatted(TestArchives.uri(image)));
    assertThat(out.lines().toList().get(2)).matches("  [0-9.e-]+ +file://.*/odd/3\\.png *");
    assertThat(refusal(query)).endsWith(": give the bundle that encodes it");
    assertThat(refusal(query, theirs))
        .contains("has the fingerprint")
        .endsWith("give the bundle that made them, or choose its rows by similar.fingerprint");
    Path text = Files.writeString(folder.resolve("notes.txt"), "no image");
    assertThat(refusal("similar.query=" + text, ours))
        .isEqualTo("similar.query: %s is no image by its name or its first bytes", text);
  }

  @Test
  void nearDuplicatesAreShownMostSimilarFirstAndWrittenAll() {
    Path output = folder.resolve("pairs");

    String out =
        terminal.succeed(
            "similar", line("similar.max-distance=2", "similar.k=3", "output.path=" + output));

    assertThat(out)
        .startsWith(
            "Near-duplicates within cosine distance 2 among 10 rows of %s, model %s: 45 pairs,"
                    .formatted(rows, bundle.fingerprint().substring(0, 12))
                + " exact")
        .endsWith("Pairs  45 in %s%n".formatted(output));
    List<Row> pairs = read(output);
    assertThat(pairs).hasSize(45);
    assertThat(pairs)
        .isSortedAccordingTo(Comparator.comparing(row -> row.<Double>getAs("distance")));
    assertThat(pairs.get(0).<String>getAs("uri")).endsWith("/copy.png");
    assertThat(pairs.get(0).<String>getAs("similar_uri")).endsWith("/even/4.png");
    assertThat(out.lines().filter(line -> LINE.matcher(line).matches())).hasSize(3);
    assertThat(terminal.succeed("similar", line("similar.max-distance=0")))
        .contains(": 1 pairs, exact");
  }

  @Test
  void aTableIsSearchedToo() {
    terminal.succeed(
        "embed",
        "archive.path=" + archive,
        "bundle=" + folder.resolve("test.bundle"),
        "output.table=similarit.photos.vectors",
        "catalog.warehouse=" + folder.resolve("lake"));

    assertThat(
            terminal.succeed(
                "similar",
                "similar.rows=similarit.photos.vectors",
                "catalog.warehouse=" + folder.resolve("lake"),
                "similar.query=" + TestArchives.uri(archive) + "/even/4.png",
                "similar.k=1"))
        .contains("among 10 rows of similarit.photos.vectors")
        .containsPattern("0\\.0+ +file://.*/copy\\.png");
  }

  @Test
  void whatCannotBeIsRefusedInOneLine() {
    assertThat(refusal("similar.query=file:///none.png"))
        .isEqualTo("similar.query: file:///none.png is no row's uri in %s, and no file", rows);
    assertThat(refusal("similar.k=0")).isEqualTo("similar.k: 0 (expected 1 to 100000)");
    assertThat(refusal("similar.max-distance=3"))
        .isEqualTo("similar.max-distance: 3.0 (expected 0 or more, by cosine at most 2)");
    assertThat(refusal("similar.measure=manhattan"))
        .startsWith("similar.measure: \"manhattan\" (expected");
    assertThat(refusal("similar.fingerprint=x")).startsWith("similar.fingerprint: x (expected");
    assertThat(refusal("output.path=" + rows, "output.overwrite=true"))
        .contains(" is within similar.rows ");
  }

  private String refusal(String... more) {
    return terminal.fail(ExitCode.INVALID_INPUT, "similar", line(more));
  }

  private String[] line(String... more) {
    return Terminal.join(new String[] {"similar.rows=" + rows}, more);
  }

  private static List<Row> read(Path directory) {
    return SharedSpark.session()
        .read()
        .parquet(directory.toString())
        .orderBy("distance", "uri", "similar_uri")
        .collectAsList();
  }
}
