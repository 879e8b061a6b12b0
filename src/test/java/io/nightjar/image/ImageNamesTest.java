package io.nightjar.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ImageNamesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.jpg", "A.JPEG", "x.y.png", "a.HEIC", "a.avif", "a.jp2", "a.svg", "b.tif ", "a.ico"
      })
  void namesOfImagesAreBelieved(String name) {
    assertThat(ImageNames.areOfImage(name)).isTrue();
    assertThat(ImageNames.mayBeOfImage(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a.txt", "a.jpg.json", "Thumbs.db", "desktop.ini", "README", "a.npy", "a.mp4"})
  void namesOfWhatLiesBesideImagesAreNone(String name) {
    assertThat(ImageNames.areOfImage(name)).isFalse();
    assertThat(ImageNames.mayBeOfImage(name)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a.dat", "jpg", ".png", "a.jpg~", "scan.0001"})
  void otherNamesSayNothing(String name) {
    assertThat(ImageNames.areOfImage(name)).isFalse();
    assertThat(ImageNames.mayBeOfImage(name)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "a.TXT, .txt",
    "a.tar.gz, .gz",
    "README, (none)",
    ".DS_Store, (none)",
    "frame.000123, (other)",
    "a.größe, (other)",
    "'a.b c', (other)",
    "a.mp4, .mp4",
    "'x.txt ', .txt",
    "a., (none)"
  })
  void whatIsPassedOverIsCountedByExtension(String name, String extension) {
    assertThat(PassedOver.named(name).extension()).isEqualTo(extension);
  }
}
