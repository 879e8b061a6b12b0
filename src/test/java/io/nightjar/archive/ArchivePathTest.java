package io.nightjar.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.OddNames;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ArchivePathTest {
  private final Configuration hadoop = new Configuration();

  @Test
  void aNameIsAPathRelativeOrNot() throws IOException {
    for (String name : OddNames.all()) {
      Path relative = Path.of(name).toAbsolutePath();
      assertThat(file(name)).isEqualTo(relative);
      assertThat(file("./" + name + "/")).isEqualTo(relative);
      assertThat(file("/data/" + name)).isEqualTo(Path.of("/data", name));
      assertThat(file("file:///data/" + name + "/y")).isEqualTo(Path.of("/data", name, "y"));
    }
  }

  private Path file(String text) throws IOException {
    org.apache.hadoop.fs.Path path = ArchivePath.of(text, hadoop);
    LocalFileSystem local = FileSystem.getLocal(hadoop);
    String qualified = FileUri.of(local.makeQualified(path));
    return local.pathToFile(FileUri.toPath(qualified)).toPath();
  }

  @ParameterizedTest
  @CsvSource({
    "hdfs://host:8020/a:b, hdfs, host:8020, /a:b",
    "s3a://bucket/x y, s3a, bucket, /x y",
    "nosuch://x/y, nosuch, x, /y",
    "file:/data, file, , /data",
    "10:/30, , , 10:/30",
    "//data/x, , , /data/x"
  })
  void aSchemeIsOneOfAFileSystem(String text, String scheme, String authority, String path) {
    org.apache.hadoop.fs.Path read = ArchivePath.of(text, hadoop);

    assertThat(read.toUri().getScheme()).isEqualTo(scheme);
    assertThat(read.toUri().getAuthority()).isEqualTo(authority);
    assertThat(read.toUri().getPath()).isIn(path, "./" + path);
  }

  @Test
  void anEmptyPathIsNone() {
    assertThatThrownBy(() -> ArchivePath.of("", hadoop))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
