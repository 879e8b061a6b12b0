package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.TestArchives;
import io.nightjar.bundle.TestBundles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What no command can read: a line that names it, and no output. */
final class BadArchiveIT {
  private final Terminal terminal = new Terminal();
  @TempDir private Path folder;
  private Path archive;

  @BeforeEach
  void nameArchive() throws IOException {
    archive = Files.createDirectories(folder.resolve("archive"));
  }

  @ParameterizedTest
  @EnumSource(Reader.class)
  void aMissingPath(Reader reader) throws IOException {
    Files.delete(archive);

    assertThat(refused(reader))
        .isEqualTo("Cannot read archive %s: no such file or directory", archive);
  }

  @ParameterizedTest
  @EnumSource(Reader.class)
  void anEmptyArchive(Reader reader) {
    assertThat(refused(reader)).startsWith("Archive %s holds no files: ".formatted(archive));
  }

  @ParameterizedTest
  @EnumSource(Reader.class)
  void anIdxFileOfAWrongMagicNumber(Reader reader) throws IOException {
    TestArchives.idx(archive, 20, 12, 8);
    Files.copy(
        archive.resolve("train-labels-idx1-ubyte"), archive.resolve("t10k-images-idx3-ubyte"));

    assertThat(refused(reader))
        .isEqualTo(
            "Cannot read file:%s/t10k-images-idx3-ubyte: no IDX images file, its magic number is"
                + " 0x00000801 (expected 0x00000803)",
            archive);
  }

  @ParameterizedTest
  @EnumSource(Reader.class)
  void anIdxFileThatIsTooShort(Reader reader) throws IOException {
    TestArchives.idx(archive, 20, 12, 8);
    Path images = archive.resolve("train-images-idx3-ubyte");
    Files.write(images, Arrays.copyOf(Files.readAllBytes(images), 500));

    assertThat(refused(reader))
        .isEqualTo(
            "Cannot read file:%s: it is shorter than its header says; fetch it again", images);
  }

  @ParameterizedTest
  @EnumSource(Reader.class)
  void anUnknownKey(Reader reader) {
    TestArchives.files(archive, 3, 12, 8);

    assertThat(refused(reader, "archive.spilt=train"))
        .isEqualTo("Unknown key archive.spilt (did you mean archive.split?)");
  }

  private String refused(Reader reader, String... more) {
    String line =
        terminal.fail(
            ExitCode.INVALID_INPUT,
            reader.name().toLowerCase(Locale.ROOT),
            Terminal.join(
                Terminal.join(
                    reader.arguments(folder),
                    "report.path=" + reader.output(folder) + "_run-report.json"),
                more));
    assertThat(reader.output(folder)).doesNotExist();
    assertThat(Reports.beside(reader.output(folder)).path("error").textValue()).isEqualTo(line);
    assertThat(Reports.beside(reader.output(folder)).path("exit_code").intValue()).isEqualTo(2);
    return line;
  }

  /** The commands that read archives. */
  private enum Reader {
    TRAIN {
      @Override
      Path output(Path folder) {
        return folder.resolve("new.bundle");
      }

      @Override
      String[] arguments(Path folder) {
        return new String[] {
          "archive.path=" + folder.resolve("archive"), "bundle=" + output(folder)
        };
      }
    },
    EMBED {
      @Override
      Path output(Path folder) {
        return folder.resolve("x.parquet");
      }

      @Override
      String[] arguments(Path folder) {
        TestBundles.bundle(TestBundles.model(), folder);
        return new String[] {
          "archive.path=" + folder.resolve("archive"),
          "bundle=" + folder.resolve("test.bundle"),
          "output.path=" + output(folder)
        };
      }
    };

    abstract Path output(Path folder);

    abstract String[] arguments(Path folder);
  }
}
