package io.nightjar.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.DisturbedFileSystem;
import io.nightjar.DisturbedFileSystem.Operation;
import io.nightjar.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleWriterTest {
  private static final BundleWriter WRITER =
      TestBundles.writer(TestBundles.trained(TestBundles.model()));

  @TempDir private Path folder;

  @Test
  void refusesAPathThatExists() throws IOException {
    Path path = Files.createDirectory(folder.resolve("here"));
    assertThatThrownBy(() -> WRITER.write(hadoop(path), new Configuration()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("here exists already")
        .hasMessageContaining("output.overwrite=true");
    assertThat(names()).containsExactly("here");
  }

  @Test
  void replacesWhatIsThere() throws IOException {
    Path path = folder.resolve("fm.bundle");
    WRITER.replace(hadoop(path), new Configuration());
    Files.writeString(path.resolve("old"), "file");
    WRITER.replace(hadoop(path), new Configuration());
    assertThat(path.resolve("old")).doesNotExist();
    assertThat(Bundle.open(hadoop(path), new Configuration()).fingerprint())
        .isEqualTo(WRITER.fingerprint());
    assertThat(names()).containsExactly("fm.bundle");
  }

  /** Between the two renames of a replacement only the old bundle is there, under another name. */
  @Test
  void killedWhileReplacingKeepsTheOldOneReadableAndIsTidiedUpByTheNext() throws IOException {
    Path path = folder.resolve("fm.bundle");
    WRITER.replace(hadoop(path), new Configuration());
    Files.move(path, folder.resolve("fm.bundle_replaced-1"));

    assertThat(Bundle.open(hadoop(path), new Configuration()).fingerprint())
        .isEqualTo(WRITER.fingerprint());

    WRITER.replace(hadoop(path), new Configuration());
    assertThat(names()).containsExactly("fm.bundle");
  }

  @Test
  void replacesNothingThatIsNoBundle() throws IOException {
    Path photos = Files.createDirectory(folder.resolve("photos"));
    Files.writeString(photos.resolve("holiday.jpg"), "bytes");
    assertThatThrownBy(() -> WRITER.replace(hadoop(photos), new Configuration()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("photos is not a finished bundle");
    assertThat(photos.resolve("holiday.jpg")).hasContent("bytes");
  }

  @Test
  void writesTheSameBytesAgain() throws IOException {
    WRITER.write(hadoop(folder.resolve("one")), new Configuration());
    TestBundles.writer(TestBundles.trained(TestBundles.model()))
        .write(hadoop(folder.resolve("two")), new Configuration());
    assertThat(folder.resolve("one/SHA256SUMS"))
        .hasSameBinaryContentAs(folder.resolve("two/SHA256SUMS"));
  }

  /** The checksums come last, so a full disk leaves nothing that looks finished. */
  @Test
  void leavesNothingWhenTheDiskIsFull() throws IOException {
    Configuration full =
        DisturbedFileSystem.hadoop(
            (operation, path) -> {
              if (operation == Operation.CREATE && path.getName().equals("SHA256SUMS")) {
                throw new IOException("No space left on device");
              }
            });
    assertThatThrownBy(() -> WRITER.write(hadoop(folder.resolve("fm.bundle")), full))
        .isInstanceOf(IOException.class)
        .hasMessage("No space left on device");
    assertThat(names()).isEmpty();
  }

  private Stream<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).toList().stream();
    }
  }

  private static org.apache.hadoop.fs.Path hadoop(Path path) {
    return new org.apache.hadoop.fs.Path(path.toUri());
  }
}
