package io.nightjar.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PrivateFolderTest {
  @TempDir private Path folder;

  /** What a temporary folder gives others is not for these tests to depend on. */
  @BeforeEach
  void closeTheParent() throws IOException {
    allow(folder, "rwx------");
  }

  @Test
  void makesAFolderForItsUserAloneAndTheFoldersAbove() throws Exception {
    Path made = PrivateFolder.open(folder.resolve("a/b"));

    assertThat(permissions(made)).isEqualTo("rwx------");
    assertThat(permissions(made.getParent())).isEqualTo("rwx------");
    assertThat(PrivateFolder.open(made)).isEqualTo(made).isEmptyDirectory();
  }

  @Test
  void closesWhatOthersCouldOnlyRead() throws Exception {
    Path read = Files.createDirectory(folder.resolve("read"));
    allow(read, "rwxr-xr-x");

    PrivateFolder.open(read);

    assertThat(permissions(read)).isEqualTo("rwx------");
  }

  @Test
  void refusesWhatOthersCouldWriteTo() throws Exception {
    for (String mode : new String[] {"rwxrwxrwx", "rwxrwx---", "rwx----w-"}) {
      Path written = Files.createDirectory(folder.resolve(mode));
      allow(written, mode);

      assertThatThrownBy(() -> PrivateFolder.open(written))
          .hasMessageContaining("can be written by other users");
      assertThat(written).isEmptyDirectory();
    }
  }

  @Test
  void refusesALinkWhereverItLeadsAndAFile() throws Exception {
    Path real = PrivateFolder.open(folder.resolve("real"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), real);
    Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("no"));
    Path file = Files.createFile(folder.resolve("file"));

    for (Path wrong : new Path[] {link, dangling, file}) {
      assertThatThrownBy(() -> PrivateFolder.open(wrong)).isInstanceOf(IOException.class);
    }
    assertThat(real).isEmptyDirectory();
    assertThat(folder.resolve("no")).doesNotExist();
  }

  @Test
  void refusesAnothersFolder() throws Exception {
    Path another = PrivateFolder.open(folder.resolve("another"));
    assumeTrue(PrivateFolder.user() == 0, "may give a folder away");
    Files.setAttribute(another, "unix:uid", 12_345);

    assertThatThrownBy(() -> PrivateFolder.open(another))
        .hasMessageContaining("belongs to another user");
  }

  @Test
  void refusesAPlaceWhereOthersCanExchangeIt() throws Exception {
    Path shared = Files.createDirectory(folder.resolve("shared"));
    allow(shared, "rwxrwxrwx");

    assertThatThrownBy(() -> PrivateFolder.openGuarded(shared.resolve("own/cache")))
        .hasMessageContaining("can replace")
        .hasMessageContaining(shared.toString());

    Files.setAttribute(shared, "unix:mode", 01777); // as /tmp
    assertThat(PrivateFolder.openGuarded(shared.resolve("own/cache"))).isEmptyDirectory();
  }

  private static void allow(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
