package io.nightjar.embedding;

import static io.nightjar.embedding.OneShotFolder.column;
import static io.nightjar.embedding.OneShotFolder.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.CheckFailedException;
import io.nightjar.OutputHeldException;
import io.nightjar.SharedSpark;
import io.nightjar.TestArchives;
import io.nightjar.archive.Archive;
import io.nightjar.archive.ArchiveOptions;
import io.nightjar.archive.FaultyFileSystem;
import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.TestBundles;
import io.nightjar.embedding.EmbedOptions.ReconstructionError;
import io.nightjar.encoding.Engine;
import io.nightjar.image.ContentHash;
import io.nightjar.model.Autoencoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class OneShotIT {
  private static final int WIDTH = 20;
  private static final int HEIGHT = 10;

  @TempDir private Path folder;
  private Path archive;
  private OneShotFolder output;

  @BeforeEach
  void startSpark() {
    SharedSpark.session();
    archive = folder.resolve("archive");
    output = new OneShotFolder(folder);
  }

  @Test
  void everyFileEndsAsOneRowOrOneReject() throws IOException {
    TestArchives.files(archive, 30, WIDTH, HEIGHT);
    TestArchives.broken(archive);

    Counts counts = output.embed(archive, bundle(), options());

    assertThat(counts.rows()).isEqualTo(30);
    assertThat(counts.reasons())
        .isEqualTo(Map.of("unsupported-format", 1L, "truncated", 1L, "empty", 1L));
    List<Object> ends = new ArrayList<>(column(output.readRows(), "uri"));
    ends.addAll(column(output.readRejects(), "uri"));
    assertThat(ends).containsExactlyInAnyOrderElementsOf(filesIn(archive));
    assertThat(OneShotFolder.finished(output.rows())).isTrue();
    assertThat(OneShotFolder.finished(output.rejects())).isTrue();
  }

  @Test
  void whatListingCouldNotReachIsRejectedButWasNotRead() throws IOException {
    TestArchives.files(archive, 3, WIDTH, HEIGHT);
    Files.createDirectory(archive.resolve("locked"));
    Archive faulty =
        Archive.open(ArchiveOptions.of("faulty://" + archive), FaultyFileSystem.configuration());

    Counts counts = output.embed(faulty, bundle(), options());

    assertThat(counts.rows()).isEqualTo(3);
    assertThat(counts.reasons()).isEqualTo(Map.of("unreadable", 1L));
    assertThat(counts.read()).isEqualTo(3);
  }

  /** However many cores and partitions there are: thousands of small files hurt whoever reads. */
  @Test
  void fewRowsAreOneFile() throws IOException {
    TestArchives.files(archive, 5, WIDTH, HEIGHT);

    output.embed(archive, bundle(), options());

    try (Stream<Path> files = Files.list(Path.of(output.rows().toUri()))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .filteredOn(name -> name.startsWith("part-"))
          .hasSize(1);
    }
  }

  @Test
  void aRowTellsWhereItsImageIsFromAndWhoMadeIt() throws IOException {
    TestArchives.files(archive, 2, WIDTH, HEIGHT);
    Bundle bundle = bundle();

    output.embed(archive, bundle, options());

    Path file = archive.resolve("odd/1.png");
    Row row = output.readRows().get(1);
    assertThat(row.<String>getAs("uri")).isEqualTo(file.toUri().toString());
    assertThat(row.<String>getAs("content_sha256"))
        .isEqualTo(ContentHash.of(Files.readAllBytes(file)).hex());
    assertThat(row.<String>getAs("label")).isEqualTo("odd");
    assertThat(row.<Integer>getAs("width")).isEqualTo(WIDTH);
    assertThat(row.<Integer>getAs("height")).isEqualTo(HEIGHT);
    assertThat(row.<Long>getAs("byte_length")).isEqualTo(Files.size(file));
    assertThat(row.<String>getAs("source_uri")).isEqualTo(row.<String>getAs("uri"));
    assertThat(row.<Long>getAs("source_byte_length")).isEqualTo(Files.size(file));
    assertThat(row.<Timestamp>getAs("source_modified_at").getTime())
        .isEqualTo(Files.getLastModifiedTime(file).toMillis());
    assertThat(row.<String>getAs("model_fingerprint")).isEqualTo(bundle.fingerprint());
    assertThat(row.<String>getAs("run_id")).isEqualTo(OneShotFolder.RUN.id());
    assertThat(row.<Timestamp>getAs("embedded_at").toInstant()).isEqualTo(OneShotFolder.RUN.at());
  }

  @Test
  void anIdxItemsRowTellsItsFileAndItself() throws IOException {
    TestArchives.idx(archive, 25, 12, 8);

    output.embed(archive, bundle(), options());

    Path file = archive.resolve("train-images-idx3-ubyte");
    List<Row> rows = output.readRows();
    assertThat(rows).hasSize(25);
    assertThat(column(rows, "uri")).doesNotHaveDuplicates();
    assertThat(output.readRejects()).isEmpty();
    Row row = rows.stream().filter(r -> r.getString(0).endsWith("!/17")).findFirst().orElseThrow();
    assertThat(row.<String>getAs("uri")).isEqualTo(file.toUri() + "!/17");
    assertThat(row.<String>getAs("label")).isEqualTo("7");
    assertThat(row.<Integer>getAs("width")).isEqualTo(12);
    assertThat(row.<Integer>getAs("height")).isEqualTo(8);
    assertThat(row.<Long>getAs("byte_length")).isEqualTo(12 * 8);
    assertThat(row.<String>getAs("source_uri")).isEqualTo(file.toUri().toString());
    assertThat(row.<Long>getAs("source_byte_length")).isEqualTo(Files.size(file));
  }

  @ParameterizedTest
  @MethodSource("models")
  void vectorsAreFiniteAndAsLongAsTheLatent(Autoencoder model) throws IOException {
    TestArchives.files(archive, 6, WIDTH, HEIGHT);

    output.embed(archive, TestBundles.bundle(model, folder), options());

    for (Row row : output.readRows()) {
      assertFinite(row.getList(row.fieldIndex("embedding")), model.latent().size());
      assertThat(row.<Float>getAs("reconstruction_error")).isBetween(0f, 10f);
      if (model.latent().variational()) {
        assertFinite(row.getList(row.fieldIndex("embedding_stddev")), model.latent().size());
      } else {
        assertThat(row.<Object>getAs("embedding_stddev")).isNull();
      }
    }
  }

  static Stream<Autoencoder> models() {
    return TestBundles.models().filter(model -> model.image().channels() == 3).limit(2);
  }

  @Test
  void reconstructionErrorsCanBeLeftOut() throws IOException {
    TestArchives.files(archive, 3, WIDTH, HEIGHT);
    var options =
        new EmbedOptions(Engine.ONNX, 4, new FailureBudget(1, 0), ReconstructionError.LEFT_OUT);

    output.embed(archive, bundle(), options);

    assertThat(column(output.readRows(), "reconstruction_error")).hasSize(3).containsOnlyNulls();
  }

  @Test
  void anotherRunReplacesRowsAndRejects() throws IOException {
    TestArchives.files(archive, 4, WIDTH, HEIGHT);
    TestArchives.broken(archive);
    output.embed(archive, bundle(), options());
    Files.delete(archive.resolve("broken/text.jpg"));
    Files.delete(archive.resolve("even/0.png"));

    output.embed(archive, bundle(), options());

    assertThat(output.readRows()).hasSize(3);
    assertThat(output.readRejects()).hasSize(2);
  }

  @Test
  void overTheBudgetNothingIsPublishedAndTheRejectsAreKept() throws IOException {
    TestArchives.files(archive, 9, WIDTH, HEIGHT);
    output.embed(archive, bundle(), options());
    List<Row> before = output.readRows();
    TestArchives.broken(archive);
    var strict =
        new EmbedOptions(Engine.ONNX, 4, new FailureBudget(0.2, 0), ReconstructionError.MEASURED);
    org.apache.hadoop.fs.Path evidence = output.evidence(OneShotFolder.RUN);

    assertThatThrownBy(() -> output.embed(archive, bundle(), strict))
        .isInstanceOf(CheckFailedException.class)
        .hasMessage(
            "Rejected 3 of 12 images read {empty=1, truncated=1, unsupported-format=1}, 25.0%% where"
                + " embed.max-rejected-fraction allows 20.0%% above the 0 of"
                + " embed.rejected-allowance: nothing was published; the rejects are in %1$s;"
                + " rejected were %2$s/cut.png (truncated), %2$s/empty.png (empty), %2$s/text.jpg"
                + " (unsupported-format); raise either key to publish all the same",
            evidence, TestArchives.uri(archive.resolve("broken")));
    assertThat(output.readRows()).isEqualTo(before);
    assertThat(output.readRejects()).isEmpty();
    assertThat(SharedSpark.session().read().parquet(evidence.toString()).count()).isEqualTo(3);
    assertThat(OneShotFolder.finished(evidence)).isTrue();
  }

  @Test
  void aBudgetJustKeptPasses() throws IOException {
    TestArchives.files(archive, 9, WIDTH, HEIGHT);
    TestArchives.broken(archive);

    output.embed(
        archive,
        bundle(),
        new EmbedOptions(Engine.ONNX, 4, new FailureBudget(0.25, 0), ReconstructionError.MEASURED));

    assertThat(output.readRows()).hasSize(9);
  }

  @Test
  void rowsAreFinishedAfterTheRejects() throws IOException {
    TestArchives.files(archive, 3, WIDTH, HEIGHT);
    var rejectsInTheWay =
        new OneShotFolder(folder) {
          @Override
          public void clearAround(org.apache.hadoop.fs.Path kept) {
            TestArchives.write(folder.resolve("x.parquet_rejects"), new byte[0]);
          }
        };

    assertThatThrownBy(() -> rejectsInTheWay.embed(archive, bundle(), options()))
        .isInstanceOf(IOException.class);
    assertThat(OneShotFolder.finished(output.rows())).isFalse();
  }

  /** Not even for a moment: whoever reads it has the old rows, whole, until they are replaced. */
  @Test
  void theOldOutputIsWholeUntilAllIsEncoded() throws IOException {
    TestArchives.files(archive, 4, WIDTH, HEIGHT);
    output.embed(archive, bundle(), options());
    TestArchives.files(archive, 6, WIDTH, HEIGHT);
    List<Integer> seen = new ArrayList<>();
    var looks =
        new OneShotFolder(folder) {
          @Override
          public void clearAround(org.apache.hadoop.fs.Path kept) throws IOException {
            seen.add(output.readRows().size());
            assertThat(finished(output.rows())).isTrue();
            super.clearAround(kept);
          }
        };

    looks.embed(archive, bundle(), options());

    assertThat(seen).containsExactly(4);
    assertThat(output.readRows()).hasSize(6);
    assertThat(Path.of(output.rows().toUri()).resolve("_temporary")).doesNotExist();
  }

  @Test
  void ofTwoRunsAtOnceTheOneThatFindsFilesOfTheOtherFinishesNothing() throws IOException {
    TestArchives.files(archive, 4, WIDTH, HEIGHT);
    var another =
        new OneShotFolder(folder) {
          @Override
          public void clearAround(org.apache.hadoop.fs.Path kept) throws IOException {
            super.clearAround(kept);
            TestArchives.write(folder.resolve("x.parquet/part-00000-another"), new byte[1]);
          }
        };

    assertThatThrownBy(() -> another.embed(archive, bundle(), options()))
        .isInstanceOf(OutputHeldException.class)
        .hasMessageContaining("Another run has written into");
    assertThat(OneShotFolder.finished(output.rows())).isFalse();
  }

  @Test
  void aRunThatFailsLeavesNothing() throws IOException {
    TestArchives.files(archive, 3, WIDTH, HEIGHT);
    TestArchives.broken(archive);
    var strict =
        new EmbedOptions(Engine.ONNX, 4, new FailureBudget(0.2, 0), ReconstructionError.MEASURED);

    assertThatThrownBy(() -> output.embed(archive, bundle(), strict))
        .isInstanceOf(CheckFailedException.class);

    assertThat(Path.of(output.rows().toUri())).doesNotExist();
  }

  /** What is written goes by its order in the archive, whichever task was the first to end. */
  @Test
  void rowsAreInTheArchivesOrder() throws IOException {
    TestArchives.files(archive, 40, WIDTH, HEIGHT);

    output.embed(archive, bundle(), options());

    List<Object> uris =
        column(
            SharedSpark.session().read().parquet(output.rows().toString()).collectAsList(), "uri");
    assertThat(uris).hasSize(40).isSortedAccordingTo((x, y) -> ((String) x).compareTo((String) y));
  }

  @Test
  void withoutRowsOneFileStillTellsTheColumns() throws IOException {
    TestArchives.broken(archive);

    output.embed(archive, bundle(), options());

    assertThat(output.readRows()).isEmpty();
    assertThat(output.readRejects()).hasSize(3);
  }

  private Bundle bundle() throws IOException {
    return TestBundles.bundle(TestBundles.model(), Files.createTempDirectory(folder, "bundle"));
  }

  private static List<String> filesIn(Path root) {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(Files::isRegularFile).map(file -> file.toUri().toString()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void assertFinite(List<Float> numbers, int count) {
    assertThat(numbers).hasSize(count).allMatch(Float::isFinite);
  }
}
