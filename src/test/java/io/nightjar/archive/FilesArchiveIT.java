package io.nightjar.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nightjar.InvalidInputException;
import io.nightjar.OddNames;
import io.nightjar.SharedSpark;
import io.nightjar.image.EncodedImage;
import io.nightjar.image.ImageContent;
import io.nightjar.image.Rejection;
import io.nightjar.image.Rejection.Reason;
import io.nightjar.image.Rejection.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FilesArchiveIT {
  private final JavaSparkContext spark = SharedSpark.context();
  @TempDir private Path root;

  @Test
  void readsATreeInOrderWithItsFoldersAsLabels() throws IOException {
    write("b/2.jpg", "two");
    write("top.png", "top");
    write("a/deep/1.jpg", "one");

    Archive archive = open(Split.ALL, HiddenFiles.SKIP);

    assertThat(archive.listed()).isEqualTo(3);
    List<ArchiveItem> items = archive.items(spark).collect();
    assertThat(items).extracting(this::name).containsExactly("a/deep/1.jpg", "b/2.jpg", "top.png");
    assertThat(items).extracting(ArchiveItem::label).containsExactly("deep", "b", null);
    assertThat(items).extracting(FilesArchiveIT::text).containsExactly("one", "two", "top");
    assertThat(items).allSatisfy(item -> assertThat(item.byteLength()).isEqualTo(3));
    assertThat(items.get(0).source().modifiedAt())
        .isCloseTo(
            Files.getLastModifiedTime(root.resolve("a/deep/1.jpg")).toInstant(),
            within(1, ChronoUnit.MILLIS));
  }

  @Test
  void readsNamesOfEveryKind() throws IOException {
    List<String> names = OddNames.all();
    for (String name : names) {
      write(name + "/" + name + ".png", name);
    }

    Archive archive = open(Split.ALL, HiddenFiles.INCLUDE);
    List<ArchiveItem> items = archive.items(spark).collect();

    assertThat(archive.unlisted()).isEmpty();
    assertThat(items).extracting(FilesArchiveIT::text).containsExactlyInAnyOrderElementsOf(names);
    assertThat(items).extracting(ArchiveItem::uri).doesNotHaveDuplicates();
    assertThat(items)
        .allSatisfy(
            item -> {
              assertThat(item.label()).isEqualTo(text(item));
              assertThat(name(item)).isEqualTo(text(item) + "/" + text(item) + ".png");
            });
  }

  @Test
  void anArchiveMayHaveAnyName() throws IOException {
    for (String name : OddNames.all()) {
      write(name + "/1.png", name);
      for (String path : List.of(root + "/" + name, root.toUri().getPath() + name + "/1.png")) {
        var options = new ArchiveOptions(path, ArchiveFormat.FILES, Split.ALL, HiddenFiles.INCLUDE);
        Archive archive = Archive.open(options, new Configuration());

        assertThat(archive.sources()).as(name).hasSize(1);
        String uri = archive.sources().get(0).uri();
        assertThat(Path.of(FileUri.toPath(uri).toUri().getPath())).hasContent(name);
      }
    }
  }

  @Test
  void aNameThatTheFileSystemCannotMakeOutIsARejection() throws IOException {
    write("seen.png", "seen");
    write("unheard.png", "of");

    List<ArchiveItem> items = faulty().items(spark).collect();

    assertThat(text(items.get(0))).isEqualTo("seen");
    assertRejected(items.get(1).content(), Stage.READ, Reason.UNREADABLE);
    assertThat(((Rejection) items.get(1).content()).detail()).isEqualTo("Illegal character");
  }

  @Test
  void passesOverHiddenFilesUnlessToldOtherwise() throws IOException {
    write("seen.png", "seen");
    write(".dot.png", "dot");
    write("_factors.csv", "csv");
    write("_folder/inside.png", "inside");

    assertThat(open(Split.ALL, HiddenFiles.SKIP).items(spark).collect())
        .extracting(FilesArchiveIT::text)
        .containsExactly("seen");
    assertThat(open(Split.ALL, HiddenFiles.INCLUDE).listed()).isEqualTo(3);
  }

  @Test
  void readsASingleFile() throws IOException {
    write("one.png", "alone");
    var options = ArchiveOptions.of(root.resolve("one.png").toString());

    List<ArchiveItem> items = Archive.open(options, new Configuration()).items(spark).collect();

    assertThat(items).extracting(FilesArchiveIT::text).containsExactly("alone");
    assertThat(items.get(0).label()).isNull();
  }

  @Test
  void splitsAreDisjointWholeAndStableWhenFilesAreAdded() throws IOException {
    for (int i = 0; i < 60; i++) {
      write("f/%03d.png".formatted(i), "content " + i);
    }
    List<String> before = texts(Split.VALIDATION);
    for (int i = 60; i < 120; i++) {
      write("f/0%03d.png".formatted(i), "content " + i);
    }

    List<String> after = texts(Split.VALIDATION);
    List<String> all = new ArrayList<>(texts(Split.TRAIN));
    all.addAll(after);
    all.addAll(texts(Split.TEST));

    assertThat(before).isNotEmpty();
    assertThat(after).containsAll(before);
    assertThat(all).hasSize(120).doesNotHaveDuplicates();
  }

  @Test
  void everyCoreHasTasksAndPartitionsAreTheSameEachTime() throws IOException {
    for (int i = 0; i < 40; i++) {
      write("%03d.png".formatted(i), "content " + i);
    }
    Archive archive = open(Split.ALL, HiddenFiles.SKIP);

    List<Integer> sizes = archive.items(spark).glom().map(List::size).collect();

    assertThat(sizes).hasSizeBetween(2 * spark.defaultParallelism(), 40);
    assertThat(archive.items(spark).glom().map(List::size).collect()).isEqualTo(sizes);
  }

  @Test
  void aFileThatChangesOrVanishesAfterListingIsRejected() throws IOException {
    write("grows.png", "short");
    write("shrinks.png", "long enough");
    write("vanishes.png", "here");
    write("whole.png", "whole");
    Archive archive = open(Split.ALL, HiddenFiles.SKIP);
    write("grows.png", "short no more");
    write("shrinks.png", "long");
    Files.delete(root.resolve("vanishes.png"));

    List<ArchiveItem> items = archive.items(spark).collect();

    assertThat(items).hasSize(4);
    assertThat(items.subList(0, 3))
        .extracting(ArchiveItem::content)
        .allSatisfy(content -> assertRejected(content, Stage.READ, Reason.CHANGED_WHILE_READING));
    assertThat(items.get(2).byteLength()).isEqualTo(4);
    assertThat(text(items.get(3))).isEqualTo("whole");
  }

  @Test
  void whatCannotBeListedOrReadIsRejectedAndTheRestGoesOn() throws IOException {
    write("locked/unseen.png", "unseen");
    write("open/secret.png", "secret");
    write("open/seen.png", "seen");
    var options =
        new ArchiveOptions("faulty://" + root, ArchiveFormat.FILES, Split.TEST, HiddenFiles.SKIP);

    Archive archive = Archive.open(options, FaultyFileSystem.configuration());
    List<ArchiveItem> items = archive.items(spark).collect();

    assertThat(archive.listed()).isEqualTo(2);
    assertThat(items.get(0).uri()).endsWith("/locked");
    assertRejected(items.get(0).content(), Stage.LIST, Reason.UNREADABLE);
    assertThat(((Rejection) items.get(0).content()).detail()).doesNotContain("\n");
    assertThat(items.get(1).uri()).endsWith("/open/secret.png");
    assertRejected(items.get(1).content(), Stage.READ, Reason.UNREADABLE);
  }

  @Test
  void aPlaceThatCannotBeReadIsARejectionAndAHiccupIsNothing() throws IOException {
    write("torn.png", "torn in the middle");
    write("hiccup.png", "read in the end");

    List<ArchiveItem> items = faulty().items(spark).collect();

    assertThat(text(items.get(0))).isEqualTo("read in the end");
    assertRejected(items.get(1).content(), Stage.READ, Reason.UNREADABLE);
    assertThat(((Rejection) items.get(1).content()).detail())
        .isEqualTo("storage fails at it: Input/output error");
  }

  @Test
  void storageThatFailsWhileReadingIsNoRejection() throws IOException {
    write("down.png", "unread");

    assertThatThrownBy(() -> faulty().items(spark).collect())
        .rootCause()
        .hasMessageContaining("Connection refused");
  }

  @Test
  void moreBadPlacesThanADiskHasAreNoRejections() throws IOException {
    for (int i = 0; i < 40; i++) {
      write("torn.%d.png".formatted(i), "torn in the middle");
    }

    assertThatThrownBy(() -> faulty().items(spark).collect())
        .rootCause()
        .hasMessageContaining("Input/output error");
  }

  private Archive faulty() {
    return Archive.open(
        new ArchiveOptions("faulty://" + root, ArchiveFormat.FILES, Split.ALL, HiddenFiles.SKIP),
        FaultyFileSystem.configuration());
  }

  @Test
  void storageThatFailsWhileListingIsNoRejection() throws IOException {
    write("seen.png", "seen");
    Files.createDirectory(root.resolve("lost"));
    var options = ArchiveOptions.of("faulty://" + root);

    assertThatThrownBy(() -> Archive.open(options, FaultyFileSystem.configuration()))
        .isInstanceOf(UncheckedIOException.class)
        .hasRootCauseInstanceOf(ConnectException.class);
  }

  @Test
  void aMissingPathIsTheUsersToMend() {
    var options = ArchiveOptions.of(root.resolve("nowhere").toString());

    assertThatThrownBy(() -> Archive.open(options, new Configuration()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("Cannot read archive %s/nowhere: no such file or directory".formatted(root));
  }

  @Test
  void anUnknownFileSystemIsTheUsersToMend() {
    assertThatThrownBy(() -> Archive.open(ArchiveOptions.of("nosuch://x/y"), new Configuration()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("Cannot read archive nosuch://x/y: No FileSystem for scheme \"nosuch\"");
  }

  @Test
  void anArchiveOfHiddenFilesOnlyIsEmpty() throws IOException {
    write("_SUCCESS", "");

    assertThatThrownBy(() -> open(Split.ALL, HiddenFiles.SKIP))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Archive %s holds no files:".formatted(root))
        .hasMessageContaining("archive.include-hidden=true");
  }

  private Archive open(Split split, HiddenFiles hiddenFiles) {
    var options = new ArchiveOptions(root.toString(), ArchiveFormat.AUTO, split, hiddenFiles);
    return Archive.open(options, new Configuration());
  }

  private List<String> texts(Split split) {
    return open(split, HiddenFiles.SKIP).items(spark).map(FilesArchiveIT::text).collect();
  }

  private void write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private String name(ArchiveItem item) {
    return root.relativize(Path.of(FileUri.toPath(item.uri()).toUri().getPath())).toString();
  }

  private static String text(ArchiveItem item) {
    return new String(((EncodedImage) item.content()).bytes(), UTF_8);
  }

  private static void assertRejected(ImageContent content, Stage stage, Reason reason) {
    assertThat(content).isInstanceOf(Rejection.class);
    assertThat(((Rejection) content).stage()).isEqualTo(stage);
    assertThat(((Rejection) content).reason()).isEqualTo(reason);
  }
}
