package io.nightjar.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.TestArchives;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ParquetDirectoryTest {
  @TempDir private Path folder;

  /** Hadoop's patterns are what Spark takes a path for. */
  @Test
  void aLiteralPathMatchesItsOwnFileAndNoOther() throws IOException {
    FileSystem files = FileSystem.getLocal(new Configuration());
    for (String name : new String[] {"ab", "a", "b", "ax", "a*b"}) {
      TestArchives.write(folder.resolve(name), new byte[0]);
    }
    for (String name :
        new String[] {"{a,b}", "[ab]", "a?", "*", "a\\*b", "[^a]", "{a,{b,c}}", "{\\", "a#%,b"}) {
      Path file = Files.createFile(folder.resolve(name));

      FileStatus[] found =
          files.globStatus(new org.apache.hadoop.fs.Path(ParquetDirectory.literal("" + file)));

      assertThat(found)
          .extracting(status -> status.getPath().toUri().getPath())
          .containsExactly(file.toString());
    }
  }
}
