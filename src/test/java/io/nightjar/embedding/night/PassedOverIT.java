package io.nightjar.embedding.night;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.InvalidInputException;
import io.nightjar.SharedSpark;
import io.nightjar.TestArchives;
import io.nightjar.TestContainers;
import io.nightjar.archive.Archive;
import io.nightjar.archive.ArchiveOptions;
import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.TestBundles;
import io.nightjar.embedding.OneShot.RunStamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Snapshot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PassedOverIT {
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

  private Path record() {
    return folder.resolve("warehouse/photos/embeddings/_nightjar/passed-over.gz");
  }

  private void write(String name, byte[] bytes) {
    TestArchives.write(archive.resolve(name), bytes);
  }

  /** Other bytes in a file that looks unchanged: it shows whether somebody opens the file. */
  private void replaceUnseen(String name, byte[] bytes) throws IOException {
    Path file = archive.resolve(name);
    var time = Files.getLastModifiedTime(file);
    assertThat(Files.size(file)).isEqualTo(bytes.length);
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, time);
  }

  private Map<String, String> lastSummary() throws IOException {
    Snapshot last = nights.tables().rows().currentSnapshot();
    return last.summary();
  }

  @Test
  void isCountedEveryNightAndLookedAtOnce() throws IOException {
    byte[] png = TestArchives.png(99, 8, 8);
    TestArchives.files(archive, 4, 8, 8);
    write("even/0.txt", new byte[png.length]);
    write("odd/1.json", "{}".getBytes(UTF_8));

    NightCounts first = nights.night(archive);

    assertThat(first.listed()).isEqualTo(4);
    assertThat(first.read()).isEqualTo(4);
    assertThat(first.rejects()).isZero();
    assertThat(first.passedOver().byExtension()).isEqualTo(Map.of(".txt", 1L, ".json", 1L));
    assertThat(lastSummary())
        .containsEntry("nightjar.passed-over", "2")
        .containsEntry("nightjar.passed-over-by-extension", ".json=1 .txt=1");

    replaceUnseen("even/0.txt", png);
    NightCounts second = nights.night(archive);
    assertThat(second.read()).isZero();
    assertThat(second.listed()).isEqualTo(4);
    assertThat(second.passedOver()).isEqualTo(first.passedOver());
    assertThat(lastSummary()).containsEntry("nightjar.passed-over", "2");

    Files.delete(record());
    NightCounts third = nights.night(archive);
    assertThat(third.fresh()).isEqualTo(1);
    assertThat(third.passedOver().byExtension()).isEqualTo(Map.of(".json", 1L));

    write("odd/1.json", TestArchives.png(98, 8, 8));
    write("new.csv", "a,b".getBytes(UTF_8));
    NightCounts fourth = nights.night(archive);
    assertThat(fourth.fresh()).isEqualTo(1);
    assertThat(fourth.passedOver().byExtension()).isEqualTo(Map.of(".csv", 1L));
    write("odd/1.json", "no more an image".getBytes(UTF_8));
    NightCounts fifth = nights.night(archive);
    assertThat(fifth.gone()).isEqualTo(1);
    assertThat(fifth.passedOver().total()).isEqualTo(2);
    assertThat(fifth.rejects()).isZero();
  }

  @Test
  void aNightOfNothingElseTouchesNoRow() throws IOException {
    TestArchives.files(archive, 3, 8, 8);
    nights.night(archive);
    write("a.txt", "text".getBytes(UTF_8));

    NightCounts counts = nights.night(archive);

    assertThat(counts.written() + counts.removed() + counts.read()).isZero();
    assertThat(counts.passedOver().byExtension()).isEqualTo(Map.of(".txt", 1L));
    assertThat(lastSummary()).containsEntry("nightjar.passed-over", "1");
    assertThat(nights.tables().rows().currentSnapshot().operation()).isEqualTo("append");
    assertThat(folder.resolve("warehouse/photos/embeddings/_nightjar/staging/00")).doesNotExist();
  }

  @Test
  void isCountedOnceByANightThatGoesOnWithAKilledOne() throws IOException {
    TestArchives.files(archive, 30, 8, 8);
    for (int i = 0; i < 25; i++) {
      write("even/%d.txt".formatted(i), "text".getBytes(UTF_8));
    }
    assertThatThrownBy(() -> nights.nightThatDiesBeforeItPublishes(archive))
        .isInstanceOf(IllegalStateException.class);
    assertThat(record()).doesNotExist();

    NightCounts counts = nights.night(archive);

    assertThat(nights.encoded()).isZero();
    assertThat(counts.encoded()).isEqualTo(30);
    assertThat(counts.passedOver().byExtension()).isEqualTo(Map.of(".txt", 25L));
    assertThat(nights.night(archive).passedOver()).isEqualTo(counts.passedOver());
  }

  @Test
  void aDamagedRecordIsNone() throws IOException {
    TestArchives.files(archive, 2, 8, 8);
    write("a.txt", "text".getBytes(UTF_8));
    NightCounts first = nights.night(archive);
    byte[] whole = Files.readAllBytes(record());

    for (byte[] damaged :
        new byte[][] {
          new byte[0], "text".getBytes(UTF_8), Arrays.copyOf(whole, whole.length - 9)
        }) {
      Files.write(record(), damaged);
      NightCounts next = nights.night(archive);
      assertThat(next.passedOver()).isEqualTo(first.passedOver());
      assertThat(next.unchanged()).isEqualTo(2);
      assertThat(Files.readAllBytes(record())).isNotEqualTo(damaged);
    }
  }

  @Test
  void containersKeepTheirCountsAndAnotherBundleStillReadsTheirImages() throws IOException {
    Path files = TestArchives.files(folder.resolve("files"), 4, 8, 8);
    TestArchives.write(files.resolve("even/0.txt"), "text".getBytes(UTF_8));
    Path texts = folder.resolve("texts");
    TestArchives.write(texts.resolve("a.xml"), "<a/>".getBytes(UTF_8));
    TestContainers.pack(files, archive.resolve("a.tar"), TestContainers.Kind.TAR);
    TestContainers.pack(texts, archive.resolve("b.tar"), TestContainers.Kind.TAR);
    write("a.json", "{}".getBytes(UTF_8));
    Map<String, Long> all = Map.of(".txt", 1L, ".xml", 1L, ".json", 1L);

    assertThat(nights.night(archive).passedOver().byExtension()).isEqualTo(all);
    NightCounts second = nights.night(archive);
    assertThat(second.passedOver().byExtension()).isEqualTo(all);
    assertThat(second.read()).isZero();
    assertThat(second.unchanged()).isEqualTo(4);
    replaceUnseen("b.tar", new byte[(int) Files.size(archive.resolve("b.tar"))]);
    assertThat(nights.night(archive).passedOver().byExtension()).isEqualTo(all);

    Bundle other = TestBundles.bundle(TestBundles.plain(), folder.resolve("y.bundle"));
    NightCounts withOther = nights.with(other).night(archive);
    assertThat(withOther.encoded()).isEqualTo(4);
    assertThat(withOther.passedOver().byExtension()).isEqualTo(all);
  }

  @Test
  void whatWasTouchedWhileANightBeganIsLookedAtAgain() throws IOException {
    byte[] png = TestArchives.png(99, 8, 8);
    TestArchives.files(archive, 2, 8, 8);
    write("a.txt", new byte[png.length]);
    Instant justNow = Files.getLastModifiedTime(archive.resolve("a.txt")).toInstant();
    nights.night(
        Archive.list(ArchiveOptions.of(archive.toString()), new Configuration()),
        justNow.plusMillis(1_500));

    replaceUnseen("a.txt", png);

    assertThat(nights.night(archive).fresh()).isEqualTo(1);
  }

  @Test
  void aDryRunCountsItToo() throws IOException {
    TestArchives.files(archive, 2, 8, 8);
    write("a.txt", "text".getBytes(UTF_8));
    nights.night(archive);
    write("b.txt", "text".getBytes(UTF_8));
    write("c.png", TestArchives.png(50, 8, 8));

    NightCounts planned =
        nights
            .lookedAhead()
            .dryRun(
                Archive.list(ArchiveOptions.of(archive.toString()), new Configuration()),
                nights.catalog,
                nights.name,
                new RunStamp("dry", Instant.now()));

    assertThat(planned.fresh()).isEqualTo(1);
    assertThat(planned.passedOver().byExtension()).isEqualTo(Map.of(".txt", 2L));
  }

  @Test
  void anArchiveWithoutImagesIsRefusedAndMakesNoTable() throws IOException {
    write("a.txt", "text".getBytes(UTF_8));

    assertThatThrownBy(() -> nights.night(archive))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("holds no images, but 1 file that is no image: .txt 1");
    assertThat(folder.resolve("warehouse/photos")).doesNotExist();

    TestArchives.files(archive, 1, 8, 8);
    nights.night(archive);
    Files.delete(archive.resolve("even/0.png"));
    assertThatThrownBy(() -> nights.night(archive))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("holds no images, but 1 file that is no image: .txt 1");
    assertThat(nights.rows().count()).isEqualTo(1);
  }
}
