package io.nightjar.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  @TempDir private Path folder;

  @Test
  void whatAnOustedRunStillWritesIsInNoFile() throws IOException {
    Path file = folder.resolve("history.jsonl");
    try (Journal ousted = open(file);
        Journal holder = open(file)) {
      ousted.begin("1\n2\n".getBytes(UTF_8));
      holder.begin("1\n".getBytes(UTF_8));
      ousted.add(null);
    }
    assertThat(file).hasContent("1\n");
  }

  private static Journal open(Path file) {
    return Journal.in(new org.apache.hadoop.fs.Path(file.toString()), new Configuration());
  }
}
