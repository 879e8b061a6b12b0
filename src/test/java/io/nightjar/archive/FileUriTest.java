package io.nightjar.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FileUriTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain.jpg",
        "a space.jpg",
        "100%.jpg",
        "already%20escaped.jpg",
        "hash#tag?.jpg",
        "bang!.zip",
        "comma,colon;plus+at@equals=.jpg",
        "größe 図 \uD83D\uDC26.jpg",
        "u\u0308 decomposed.jpg",
        "ü composed.jpg",
        "[brackets] {braces} \"quotes\" \\ back.jpg",
        "new\nline.jpg"
      })
  void leadsBackToThePath(String name) {
    Path path = new Path(new Path("file:///data"), name);

    String uri = FileUri.of(path);

    assertThat(FileUri.toPath(uri)).isEqualTo(path);
    assertThat(URI.create(uri)).hasScheme("file");
    assertThat(uri).matches("\\p{ASCII}+").startsWith("file:///data/");
  }

  @Test
  void escapesUtf8Bytes() {
    assertThat(FileUri.of(new Path("hdfs://host:8020/café/a b!.jpg")))
        .isEqualTo("hdfs://host:8020/caf%C3%A9/a%20b%21.jpg");
  }

  @Test
  void keepsComposedAndDecomposedNamesApart() {
    assertThat(FileUri.of(new Path("file:///ü")))
        .isNotEqualTo(FileUri.of(new Path("file:///u\u0308")));
  }

  @Test
  void anItemIsNoFile() {
    assertThat(FileUri.ofItem("file:///train.gz", 7)).isEqualTo("file:///train.gz!/7");
    assertThat(FileUri.of(new Path("file:///train.gz!/7"))).isEqualTo("file:///train.gz%21/7");
  }
}
