package io.nightjar.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.embedding.WrittenPart.PartFile;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RunPartsTest {
  private static final long MIB = 1L << 20;

  @Test
  void smallPartsAreOneFile() {
    assertThat(groups(1, 2, 3)).isEqualTo(List.of(List.of("0", "1", "2")));
  }

  @Test
  void noneAreNone() {
    assertThat(groups()).isEmpty();
  }

  /** In their order, cut where a file is nearest to 32 MiB. */
  @Test
  void manyPartsAreFilesOfAbout32MiB() {
    assertThat(groups(20, 10, 10, 30, 5, 40, 1))
        .isEqualTo(List.of(List.of("0", "1"), List.of("2", "3"), List.of("4", "5"), List.of("6")));
  }

  private static List<List<String>> groups(long... sizes) {
    List<PartFile> parts =
        IntStream.range(0, sizes.length)
            .mapToObj(i -> new PartFile(String.valueOf(i), sizes[i] * MIB))
            .toList();
    return RunParts.groups(parts);
  }
}
