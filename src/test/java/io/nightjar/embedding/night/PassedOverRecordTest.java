package io.nightjar.embedding.night;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.archive.PassedOverCounts;
import io.nightjar.archive.SourceFile;
import io.nightjar.embedding.night.PassedOverFiles.State;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PassedOverRecordTest {
  private static final Instant WRITTEN = Instant.parse("2026-01-02T03:04:05.678Z");
  private static final Instant SEEN = Instant.parse("2026-01-03T00:00:00Z");
  private static final SourceFile TEXT = new SourceFile("file:///a/b%20c.txt", 7, WRITTEN);
  private static final SourceFile TAR = new SourceFile("file:///a/x.tar", 70, WRITTEN);
  private static final PassedOverFiles FILES =
      new PassedOverFiles(
          Map.of(TEXT.uri(), state(TEXT, 0, ".txt"), TAR.uri(), state(TAR, 3, "(none)")));

  @TempDir Path folder;

  private static State state(SourceFile file, long images, String extension) {
    PassedOverCounts counts = PassedOverCounts.of(Map.of(extension, 1L, ".json", 2L));
    return new State(file.byteLength(), file.modifiedAt(), SEEN, images, counts);
  }

  private PassedOverRecord record(String rule) {
    return PassedOverRecord.at(
        new org.apache.hadoop.fs.Path(file().toUri()), rule, new Configuration());
  }

  private Path file() {
    return folder.resolve("passed-over.gz");
  }

  @Test
  void isReadAsItWasWritten() throws IOException {
    record("files SKIP *.jpg").write(FILES);

    assertThat(record("files SKIP *.jpg").read()).isEqualTo(FILES);
  }

  @Test
  void oneThatIsMissingDamagedOrOfAnotherRuleIsNone() throws IOException {
    assertThat(record("rule").read()).isEqualTo(PassedOverFiles.NONE);
    record("rule").write(FILES);
    assertThat(record("other").read()).isEqualTo(PassedOverFiles.NONE);
    byte[] whole = Files.readAllBytes(file());
    Files.delete(file());

    for (byte[] damaged :
        List.of(
            new byte[0],
            "text".getBytes(UTF_8),
            Arrays.copyOf(whole, whole.length - 9),
            gzip("1 rule\n"),
            gzip("1 rule\nfile:///a 7 0 0 0 .txt=1\nend 2\n"))) {
      Files.write(file(), damaged);
      Files.deleteIfExists(folder.resolve(".passed-over.gz.crc"));
      assertThat(record("rule").read()).isEqualTo(PassedOverFiles.NONE);
    }
  }

  private static byte[] gzip(String text) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  @Test
  void aFileIsLeftUnreadOnlyWhereItIsUnchangedAndHeldNoImage() {
    assertThat(FILES.isWithoutImages(TEXT)).isTrue();
    assertThat(FILES.isWithoutImages(TAR)).isFalse();
    assertThat(FILES.isWithoutImages(new SourceFile(TEXT.uri(), 8, WRITTEN))).isFalse();
    assertThat(FILES.isWithoutImages(new SourceFile(TEXT.uri(), 7, WRITTEN.plusMillis(1))))
        .isFalse();
    assertThat(FILES.isWithoutImages(new SourceFile("file:///other", 7, WRITTEN))).isFalse();
  }

  @Test
  void whatWasWrittenTwoSecondsBeforeItWasSeenMayHaveChangedSince() {
    SourceFile file = new SourceFile("file:///a", 7, SEEN.minusMillis(1_999));
    PassedOverFiles files = new PassedOverFiles(Map.of(file.uri(), state(file, 0, ".txt")));

    assertThat(files.isWithoutImages(file)).isFalse();
    assertThat(files.unread(List.of(file), any -> false).states()).isEmpty();
  }

  @Test
  void countsStayForWhatIsNotReadAndAreFoundAnewForTheRest() {
    PassedOverFiles unread = FILES.unread(List.of(TEXT, TAR), TAR::equals);

    assertThat(unread.states()).containsOnlyKeys(TEXT.uri());
    assertThat(unread.counts().byExtension()).isEqualTo(Map.of(".txt", 1L, ".json", 2L));
    PassedOverFiles found = new PassedOverFiles(Map.of(TAR.uri(), state(TAR, 1, ".csv")));
    assertThat(unread.with(found).counts().byExtension())
        .isEqualTo(Map.of(".txt", 1L, ".csv", 1L, ".json", 4L));
  }
}
