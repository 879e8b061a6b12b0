package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.InvalidInputException;
import io.nightjar.job.OutputDirectory.Contents;
import io.nightjar.job.OutputDirectory.Existing;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OutputDirectoryTest {
  private final Configuration hadoop = new Configuration();

  @TempDir Path folder;
  private Path output;

  @BeforeEach
  void nameOutput() {
    output = folder.resolve("x.parquet");
  }

  @Test
  void missingOutputIsFree() throws IOException {
    directory(Existing.REFUSE).clear(hadoop);
  }

  @Test
  void refusesFinishedOutput() throws IOException {
    write("_SUCCESS");

    assertThatThrownBy(() -> directory(Existing.REFUSE).requireFree(hadoop))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "%s exists already: choose another output.path or pass output.overwrite=true", output);
  }

  @Test
  void unfinishedOutputIsFreeAndCleared() throws IOException {
    write("part-00000.parquet");
    write("_temporary/0/task/part-00001.parquet");
    directory(Existing.REFUSE).requireFree(hadoop);
    assertThat(output).exists();

    directory(Existing.REFUSE).clear(hadoop);

    assertThat(output).doesNotExist();
  }

  @Test
  void replacesFinishedOutputWhenTold() throws IOException {
    write("_SUCCESS");
    write("._SUCCESS.crc");
    write("model_fingerprint=abc/part-00000.parquet");

    directory(Existing.REPLACE).clear(hadoop);

    assertThat(output).doesNotExist();
  }

  @Test
  void clearingThatIsCutShortLeavesNothingThatLooksFinished() throws IOException {
    Path finished = write("_SUCCESS");
    Path part = write("part-00000.parquet");
    hadoop.setClass("fs.cut.impl", CutShort.class, RawLocalFileSystem.class);
    var onCut = new org.apache.hadoop.fs.Path("cut://" + output);
    var directory = new OutputDirectory("output.path", onCut, Contents.SPARK, Existing.REPLACE);

    assertThatThrownBy(() -> directory.clear(hadoop)).hasMessage("cut short");

    assertThat(finished).doesNotExist();
    assertThat(part).exists();
  }

  @Test
  void clearsWhatIsUnfinishedAndLeavesTheFinishedToBeReplaced() throws IOException {
    write("part-00000.parquet");
    directory(Existing.REPLACE).clearUnfinished(hadoop);
    assertThat(output).doesNotExist();

    Path finished = write("_SUCCESS");
    directory(Existing.REPLACE).clearUnfinished(hadoop);
    assertThat(finished).exists();
    assertThatThrownBy(() -> directory(Existing.REFUSE).clearUnfinished(hadoop))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void neverDeletesWhatAStrangerPutThere() throws IOException {
    write("_SUCCESS");
    Path stranger = write("photos/2026/holiday.jpg");

    assertThatThrownBy(() -> directory(Existing.REPLACE).clear(hadoop))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "%s holds photos/2026/holiday.jpg, which is not ours to delete:"
                + " choose another output.path",
            output);
    assertThat(stranger).exists();
  }

  @Test
  void neverDeletesAStrangersFile() throws IOException {
    Files.writeString(output, "a file");

    assertThatThrownBy(() -> directory(Existing.REFUSE).requireFree(hadoop))
        .hasMessageContaining("exists already");
    assertThatThrownBy(() -> directory(Existing.REPLACE).clear(hadoop))
        .hasMessageContaining("holds x.parquet, which is not ours");
    assertThat(output).exists();
  }

  private OutputDirectory directory(Existing existing) {
    return new OutputDirectory(
        "output.path", new org.apache.hadoop.fs.Path(output.toString()), Contents.SPARK, existing);
  }

  private Path write(String name) throws IOException {
    Path file = output.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "");
  }

  /** The local file system, which fails before it deletes the first file of a directory. */
  public static final class CutShort extends RawLocalFileSystem {
    @Override
    public URI getUri() {
      return URI.create("cut:///");
    }

    @Override
    public boolean delete(org.apache.hadoop.fs.Path path, boolean recursive) throws IOException {
      if (recursive) {
        throw new IOException("cut short");
      }
      return super.delete(path, false);
    }
  }
}
