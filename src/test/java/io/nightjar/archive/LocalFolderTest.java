package io.nightjar.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalFolderTest {
  @TempDir private Path folder;
  private final List<SourceFile> unnamed = new ArrayList<>();
  private LocalFileSystem files;

  @BeforeEach
  void openFileSystem() throws IOException {
    files = FileSystem.getLocal(new Configuration());
  }

  @Test
  void tellsWhatHadoopTells() throws IOException {
    for (String name :
        List.of("a.jpg", "with space", "colon:1", "100%41", "café", "#?;", ".hidden", "x.crc")) {
      Files.writeString(folder.resolve(name), "content of " + name);
    }
    Files.writeString(folder.resolve(".a.jpg.crc"), "checksums");
    Files.createDirectory(folder.resolve("sub folder"));
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("a.jpg"));
    Files.createSymbolicLink(folder.resolve("link-to-folder"), folder.resolve("sub folder"));
    Files.createSymbolicLink(folder.resolve("nowhere"), folder.resolve("missing"));
    Files.createSymbolicLink(folder.resolve("itself"), folder.resolve("itself"));

    List<String> told = told(LocalFolder.list(files, path(folder), unnamed::add));

    assertThat(told)
        .hasSize(11)
        .containsExactlyInAnyOrderElementsOf(told(files.listStatus(path(folder))));
  }

  /** Latin-1: the two would have one URI, and no bytes behind it. */
  @Test
  void namesThatAreNoTextAreToldApart() throws Exception {
    String touch =
        "cd \"$1\" && touch \"$(printf 'for\\352t.jpg')\" \"$(printf 'for\\351t.jpg')\" a.jpg";
    Process process = new ProcessBuilder("sh", "-c", touch, "sh", folder.toString()).start();
    assertThat(process.waitFor()).isZero();

    FileStatus[] listed = LocalFolder.list(files, path(folder), unnamed::add);

    assertThat(listed).hasSize(1);
    assertThat(unnamed)
        .extracting(SourceFile::uri)
        .containsExactlyInAnyOrder(folder.toUri() + "for%EAt.jpg", folder.toUri() + "for%E9t.jpg");
  }

  @Test
  void aFileIsNoFolder() throws IOException {
    Path file = Files.writeString(folder.resolve("a.jpg"), "");

    assertThatThrownBy(() -> LocalFolder.list(files, path(file), unnamed::add))
        .isInstanceOf(NotDirectoryException.class);
  }

  private org.apache.hadoop.fs.Path path(Path at) {
    return files.makeQualified(new org.apache.hadoop.fs.Path(null, null, at.toString()));
  }

  private static List<String> told(FileStatus[] entries) {
    return Arrays.stream(entries)
        .map(
            entry ->
                "%s %s %d %d"
                    .formatted(
                        FileUri.of(entry.getPath()),
                        entry.isDirectory(),
                        entry.isDirectory() ? 0 : entry.getLen(),
                        entry.getModificationTime()))
        .toList();
  }
}
