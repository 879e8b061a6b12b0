package io.nightjar.embedding.night;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.InvalidInputException;
import io.nightjar.SharedSpark;
import io.nightjar.TestArchives;
import io.nightjar.TestContainers;
import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.TestBundles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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
    write("was.bin", TestArchives.png(97, 8, 8));

    NightCounts first = nights.night(archive);

    assertThat(first.listed()).isEqualTo(5);
    assertThat(first.read()).isEqualTo(5);
    assertThat(first.rejects()).isZero();
    assertThat(first.passedOver().byExtension()).isEqualTo(Map.of(".txt", 1L, ".json", 1L));
    assertThat(lastSummary())
        .containsEntry("nightjar.passed-over", "2")
        .containsEntry("nightjar.passed-over-by-extension", ".json=1 .txt=1");

    replaceUnseen("even/0.txt", png);
    write("new.csv", "a,b".getBytes(UTF_8));
    NightCounts ofNothingElse = nights.night(archive);
    assertThat(ofNothingElse.written() + ofNothingElse.removed() + ofNothingElse.read()).isZero();
    assertThat(ofNothingElse.listed()).isEqualTo(5);
    assertThat(ofNothingElse.passedOver().byExtension())
        .isEqualTo(Map.of(".txt", 1L, ".json", 1L, ".csv", 1L));
    assertThat(lastSummary()).containsEntry("nightjar.passed-over", "3");
    assertThat(nights.tables().rows().currentSnapshot().operation()).isEqualTo("append");
    assertThat(record().resolveSibling("staging/00")).doesNotExist();

    write("odd/1.json", TestArchives.png(98, 8, 8));
    write("was.bin", "no more an image".getBytes(UTF_8));
    NightCounts planned = nights.dryRun(archive);
    assertThat(planned.fresh()).isEqualTo(1);
    assertThat(planned.passedOver().byExtension())
        .isEqualTo(Map.of(".txt", 1L, ".csv", 1L, ".bin", 1L));
    Files.delete(record());
    NightCounts withoutRecord = nights.night(archive);
    assertThat(withoutRecord.fresh()).isEqualTo(2);
    assertThat(withoutRecord.gone()).isEqualTo(1);
    assertThat(withoutRecord.rejects()).isZero();
    assertThat(withoutRecord.passedOver().byExtension()).isEqualTo(Map.of(".csv", 1L, ".bin", 1L));
  }

  @Test
  void isCountedOnceByANightThatGoesOnWithAKilledOne() throws IOException {
    assertThatThrownBy(() -> nights.night(texts(archive)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("holds no images, but 25 files that are no images: .txt 25");
    assertThat(folder.resolve("warehouse/photos")).doesNotExist();
    TestArchives.files(archive, 30, 8, 8);
    assertThatThrownBy(() -> nights.nightThatDiesBeforeItPublishes(archive))
        .isInstanceOf(IllegalStateException.class);
    assertThat(record()).doesNotExist();

    NightCounts counts = nights.night(archive);

    assertThat(nights.encoded()).isZero();
    assertThat(counts.encoded()).isEqualTo(30);
    assertThat(counts.passedOver().byExtension()).isEqualTo(Map.of(".txt", 25L));

    Path emptied = folder.resolve("emptied");
    TestArchives.write(emptied.resolve("a.tar"), new byte[10_240]);
    String message = "holds no images: look at archive.path and archive.names";
    assertThatThrownBy(() -> nights.dryRun(emptied))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(message);
    assertThatThrownBy(() -> nights.night(emptied))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(message);
    assertThat(nights.rows().count()).isEqualTo(30);
  }

  private static Path texts(Path folder) {
    for (int i = 0; i < 25; i++) {
      TestArchives.write(folder.resolve("even/%d.txt".formatted(i)), "text".getBytes(UTF_8));
    }
    return folder;
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
    replaceUnseen("b.tar", new byte[(int) Files.size(archive.resolve("b.tar"))]);
    NightCounts second = nights.night(archive);
    assertThat(second.passedOver().byExtension()).isEqualTo(all);
    assertThat(second.read()).isZero();
    assertThat(second.unchanged()).isEqualTo(4);

    Bundle other = TestBundles.bundle(TestBundles.plain(), folder.resolve("y.bundle"));
    NightCounts withOther = nights.with(other).night(archive);
    assertThat(withOther.encoded()).isEqualTo(4);
    assertThat(withOther.passedOver().byExtension()).isEqualTo(all);
  }
}
