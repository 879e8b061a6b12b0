package io.nightjar.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NativeFolderTest {
  @TempDir private Path folder;

  @Test
  void takesTheFirstFolderThatLibrariesCanBeLoadedFrom() {
    Path noexec = folder.resolve("noexec");
    Path fit = folder.resolve("fit");

    NativeFolder chosen =
        NativeFolder.choose(
            List.of(noexec, fit, folder.resolve("later")),
            "r1",
            candidate -> !candidate.endsWith("noexec"));

    assertThat(chosen.path()).isEqualTo(fit.resolve("r1")).isDirectory();
    assertThat(folder.resolve("later")).doesNotExist();
  }

  @Test
  void passesOverAFolderThatAnotherCouldHaveFilled() throws IOException {
    Path planted = Files.createDirectory(folder.resolve("planted"));
    Files.setPosixFilePermissions(planted, PosixFilePermissions.fromString("rwxrwxrwx"));

    NativeFolder chosen =
        NativeFolder.choose(List.of(planted, folder.resolve("own")), "r1", candidate -> true);

    assertThat(chosen.path()).isEqualTo(folder.resolve("own/r1"));
    assertThat(planted).isEmptyDirectory();
  }

  @Test
  void saysOfEachFolderWhyItIsNoneAndHowToNameOne() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    Path noexec = folder.resolve("noexec");

    assertThatThrownBy(() -> NativeFolder.choose(List.of(file, noexec), "r1", candidate -> false))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll(file.toString(), noexec + " does not let", "NIGHTJAR_CACHE");
  }

  @Test
  void whatVanishesWhileTidyingIsNotOlder() throws IOException {
    FileTime now = FileTime.from(Instant.now());
    Path old = Files.createFile(folder.resolve("old"));
    Files.setLastModifiedTime(old, FileTime.fromMillis(0));

    assertThat(NativeFolder.isOlder(old, now)).isTrue();
    assertThat(NativeFolder.isOlder(folder.resolve("gone"), now)).isFalse();
  }

  @Test
  void triesALibraryForReal() throws IOException {
    assertThat(NativeFolder.loadsLibraries(folder)).isTrue();
    assertThat(folder).isEmptyDirectory();
    assertThat(NativeFolder.loadsLibraries(folder.resolve("nowhere"))).isFalse();
  }

  @Test
  void aNamedFolderStandsAloneAndAHomeThatIsNotThereIsNone() {
    assertThat(NativeFolder.candidates(Map.of("NIGHTJAR_CACHE", "/srv/nj", "HOME", "/root")))
        .containsExactly(Path.of("/srv/nj"));
    assertThat(NativeFolder.candidates(Map.of("HOME", folder.toString())))
        .startsWith(folder.resolve(".cache/nightjar"));
    assertThat(NativeFolder.candidates(Map.of("XDG_CACHE_HOME", folder.toString())))
        .startsWith(folder.resolve("nightjar"));
    assertThat(NativeFolder.candidates(Map.of("HOME", folder.resolve("no").toString())))
        .noneMatch(candidate -> candidate.startsWith(folder));
  }

  @Test
  void inAYarnContainerTheContainersOwnFolderComesFirst() {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();

    assertThat(
            NativeFolder.candidates(
                Map.of("CONTAINER_ID", "container_1", "HOME", folder.toString())))
        .first()
        .satisfies(candidate -> assertThat(candidate.getParent()).isEqualTo(temporary));
  }

  @Test
  void unpacksOnceAndWhole() throws IOException {
    NativeFolder chosen = choose("r1");
    String resource = "/io/nightjar/build.properties";

    Path unpacked = chosen.unpacked(resource);

    assertThat(unpacked).content().contains("javacpp.platform");
    assertThat(chosen.loose()).isEmptyDirectory();
    Files.writeString(unpacked, "kept");
    assertThat(chosen.unpacked(resource)).content().isEqualTo("kept");
    assertThat(chosen.unpacked("/no/such/library.so")).isNull();
  }

  @Test
  void deletesOtherReleasesAfterAMonthAndWhatTheKilledLeftAfterADay() throws IOException {
    Path old = choose("old").path();
    Path recent = choose("recent").path();
    Path left = Files.createFile(choose("r1").loose().resolve("sqlite-left.so"));
    Path inUse = Files.createFile(choose("r1").loose().resolve("sqlite-in-use.so"));
    age(old, 31);
    age(recent, 29);
    age(left, 2);

    choose("r1");

    assertThat(old).doesNotExist();
    assertThat(recent).exists();
    assertThat(left).doesNotExist();
    assertThat(inUse).exists();
  }

  private NativeFolder choose(String release) {
    return NativeFolder.choose(List.of(folder.resolve("cache")), release, candidate -> true);
  }

  private static void age(Path path, int days) throws IOException {
    Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(Duration.ofDays(days))));
  }
}
