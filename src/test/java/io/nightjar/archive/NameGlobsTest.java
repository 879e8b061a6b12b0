package io.nightjar.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.commons.lang3.SerializationUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NameGlobsTest {
  @ParameterizedTest
  @CsvSource({
    "*.jpg, a.jpg, true",
    "*.jpg, x/y/A.JPG, true",
    "*.JPG, a.jpg, true",
    "*.jpg, a.jpg.txt, false",
    "scan-*, x/scan-1, true",
    "scan-*, scan-1/x, false",
    "'*.{jpg,png}', a.png, true",
    "[0-9].png, 7.png, true",
    "train/**, train/a/b.png, true",
    "train/**, test/b.png, false",
    "train/*.png, train/a/b.png, false",
    "**/left/*, a/left/1.png, true",
    "a?b.png, 'a\nb.png', true",
    "*.png, 'a\0.png', false"
  })
  void patternsAreHeldAgainstNamesOrPaths(String glob, String path, boolean matches) {
    assertThat(NameGlobs.of(List.of("nothing", glob)).matches(path)).isEqualTo(matches);
  }

  @Test
  void withoutPatternsEveryNameCounts() {
    assertThat(NameGlobs.ALL.matches("x/y\0")).isTrue();
    assertThat(NameGlobs.of(List.of()).isAll()).isTrue();
  }

  @Test
  void executorsGetTheSame() {
    NameGlobs globs = SerializationUtils.roundtrip(NameGlobs.of(List.of("*.jpg")));

    assertThat(globs.matches("a.jpg")).isTrue();
    assertThat(globs.matches("a.png")).isFalse();
    assertThat(globs).isEqualTo(NameGlobs.of(List.of("*.JPG")));
  }

  @Test
  void aMalformedOneIsNamed() {
    assertThatThrownBy(() -> NameGlobs.of(List.of("*.{jpg")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("names: *.{jpg is no pattern: ");
  }
}
