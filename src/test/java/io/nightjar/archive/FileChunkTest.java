package io.nightjar.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FileChunkTest {
  @ParameterizedTest
  @CsvSource({
    "a.png, 1000, 1000, 1000",
    "a.txt, 1000, 64, 1000",
    "a.txt, 268435456, 64, 268435456",
    "a.txt, 268435457, 64, 64",
    "a.png, 268435457, 0, 64"
  })
  void whatMayBeReadWholeIsHeldWholeWhateverItsName(
      String name, long length, long expected, long most) {
    ListedFile file = new ListedFile(new SourceFile("file:/x/" + name, length, Instant.EPOCH), "x");

    assertThat(FileChunk.bytesToRead(file)).isEqualTo(expected);
    assertThat(FileChunk.mostBytes(file)).isEqualTo(most);
  }
}
