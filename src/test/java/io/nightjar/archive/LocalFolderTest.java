package io.nightjar.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.ChildProcess;
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
  private final List<org.apache.hadoop.fs.Path> links = new ArrayList<>();
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

    List<String> told = told(LocalFolder.list(files, path(folder), unnamed::add, links::add));

    assertThat(told)
        .hasSize(9)
        .containsExactlyInAnyOrderElementsOf(told(files.listStatus(path(folder))));
    assertThat(links).isEmpty();
  }

  @Test
  void linksAreToldApartWhereverTheyLead() throws IOException {
    Files.writeString(folder.resolve("a.jpg"), "");
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("a.jpg"));
    Files.createSymbolicLink(folder.resolve("nowhere"), folder.resolve("missing"));
    Files.createSymbolicLink(folder.resolve("it:self"), folder.resolve("it:self"));

    assertThat(LocalFolder.list(files, path(folder), unnamed::add, links::add)).hasSize(1);

    assertThat(links)
        .extracting(org.apache.hadoop.fs.Path::getName)
        .containsExactlyInAnyOrder("link", "nowhere", "it:self");
  }

  /** Latin-1: the two would have one URI, and no bytes behind it. */
  @Test
  void namesThatAreNoTextAreToldApart() throws Exception {
    Path folder = Files.createDirectory(this.folder.resolve("a+b%20!"));
    String touch =
        "cd \"$1\" && touch \"$(printf 'for\\352t.jpg')\" \"$(printf 'for\\351t.jpg')\" a.jpg";
    ChildProcess.of(folder, "sh", "-c", touch, "sh", folder.toString()).run().succeeded();

    FileStatus[] listed = LocalFolder.list(files, path(folder), unnamed::add, links::add);

    String inside = this.folder.toUri() + "a+b%2520%21";
    assertThat(listed).hasSize(1);
    assertThat(unnamed)
        .extracting(SourceFile::uri)
        .containsExactlyInAnyOrder(inside + "/for%EAt.jpg", inside + "/for%E9t.jpg");
  }

  @Test
  void aFileIsNoFolder() throws IOException {
    Path file = Files.writeString(folder.resolve("a.jpg"), "");

    assertThatThrownBy(() -> LocalFolder.list(files, path(file), unnamed::add, links::add))
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
