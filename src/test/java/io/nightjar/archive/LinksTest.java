package io.nightjar.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.TestArchives;
import io.nightjar.image.Rejection;
import io.nightjar.image.Rejection.Reason;
import io.nightjar.image.Rejection.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Symbolic links in archives on the local file system. */
final class LinksTest {
  @TempDir private Path temporary;
  private Path root;
  private Path outside;

  @BeforeEach
  void makeFolders() throws IOException {
    root = Files.createDirectory(temporary.resolve("archive"));
    outside = Files.createDirectory(temporary.resolve("outside"));
  }

  @Test
  void nineFoldersWithTwoLinksEachToTheNextAreOneImage() throws IOException {
    for (int i = 0; i < 9; i++) {
      Path folder = Files.createDirectories(temporary.resolve("chain/" + i));
      link(folder.resolve("a"), Path.of("../" + (i + 1)));
      link(folder.resolve("b"), Path.of("../" + (i + 1)));
    }
    file(temporary.resolve("chain/9/image.png"));

    assertThat(listed(temporary.resolve("chain"))).containsExactly("9/image.png");
    assertThat(listed(temporary.resolve("chain/0"))).containsExactly("a/a/a/a/a/a/a/a/a/image.png");
  }

  @Test
  void whatLiesInTheArchiveGoesByItsOwnPath() throws IOException {
    file(root.resolve("z/1.png"));
    link(root.resolve("a.png"), root.resolve("z/1.png"));
    link(root.resolve("b"), root.resolve("z"));
    link(root.resolve("z/self"), root.resolve("z"));
    link(root.resolve("z/up"), Path.of(".."));
    link(root.resolve("c"), temporary.resolve("through"));
    link(temporary.resolve("through"), root.resolve("z"));

    assertThat(listed(root)).containsExactly("z/1.png");
  }

  @Test
  void whatLiesElsewhereGoesByTheFirstWayThatLeadsThere() throws IOException {
    file(outside.resolve("album/1.png"));
    file(outside.resolve("album/deep/2.png"));
    file(outside.resolve("3.png"));
    link(root.resolve("b"), outside.resolve("album"));
    link(root.resolve("a.png"), outside.resolve("album/1.png"));
    link(root.resolve("c"), outside.resolve("album/deep"));
    link(root.resolve("d.png"), outside.resolve("3.png"));
    link(root.resolve("e.png"), root.resolve("d.png"));
    link(root.resolve("z"), outside);

    assertThat(listed(root)).containsExactly("a.png", "b/deep/2.png", "d.png");
  }

  @Test
  void aLinkToWhatIsAroundTheArchiveListsTheRestOnly() throws IOException {
    file(root.resolve("1.png"));
    file(outside.resolve("2.png"));
    link(root.resolve("around"), temporary);
    link(outside.resolve("back"), root);

    assertThat(listed(root)).containsExactly("1.png", "around/outside/2.png");
  }

  /** As git-annex and DVC keep files. */
  @Test
  void whatIsHiddenInTheArchiveGoesByItsLinks() throws IOException {
    file(root.resolve(".store/objects/x"));
    file(root.resolve("_pool/y/2.png"));
    link(root.resolve("cat/1.png"), Path.of("../.store/objects/x"));
    link(root.resolve("cat/copy.png"), Path.of("../.store/objects/x"));
    link(root.resolve("dog"), Path.of("_pool/y"));
    link(root.resolve(".seen"), Path.of("_pool"));

    assertThat(listed(root)).containsExactly("cat/1.png", "dog/2.png");
    assertThat(archive(root, HiddenFiles.INCLUDE).listed()).isEqualTo(2);
  }

  @Test
  void anArchiveMayBeALinkAndAnItemIsLabelledByTheFolderInWhichItIsReached() throws IOException {
    file(outside.resolve("n02084071/1.png"));
    file(root.resolve("own/2.png"));
    link(root.resolve("dog"), outside.resolve("n02084071"));
    link(root.resolve("cat/3.png"), file(outside.resolve("3.png")));
    Path alias = link(temporary.resolve("alias"), root);

    assertThat(listed(alias)).containsExactly("cat/3.png", "dog/1.png", "own/2.png");
    assertThat(
            FileListing.of(
                    ArchiveLocation.of(alias.toString(), new Configuration()), HiddenFiles.SKIP)
                .files())
        .extracting(ListedFile::label)
        .containsExactly("cat", "dog", "own");
  }

  @Test
  void hardLinksAreFilesOfTheirOwn() throws IOException {
    Files.createLink(root.resolve("2.png"), file(root.resolve("1.png")));

    assertThat(listed(root)).containsExactly("1.png", "2.png");
  }

  @Test
  void linksThatLeadNowhereAreRejects() throws IOException {
    file(root.resolve("1.png"));
    link(root.resolve("album"), Path.of("/mnt/not here/album"));
    link(root.resolve("it: self.png"), root.resolve("it: self.png"));
    link(root.resolve("through.png"), root.resolve("1.png").resolve("x"));
    link(root.resolve(".hidden"), Path.of("missing"));

    Archive archive = archive(root, HiddenFiles.SKIP);

    assertThat(archive.listed()).isEqualTo(1);
    assertThat(archive.unlisted())
        .extracting(item -> item.uri().substring((TestArchives.uri(root) + "/").length()))
        .containsExactly("album", "it:%20self.png", "through.png");
    assertThat(archive.unlisted())
        .extracting(item -> (Rejection) item.content())
        .allSatisfy(
            rejection -> {
              assertThat(rejection.stage()).isEqualTo(Stage.LIST);
              assertThat(rejection.reason()).isEqualTo(Reason.UNREADABLE);
            })
        .satisfiesExactly(
            rejection ->
                assertThat(rejection.detail())
                    .isEqualTo("a link to /mnt/not here/album, where there is nothing"),
            rejection ->
                assertThat(rejection.detail())
                    .startsWith("a link to " + root + "/it: self.png, which cannot be followed"),
            rejection -> assertThat(rejection.detail()).startsWith("a link to " + root));
    assertThat(archive.fingerprint()).isNotEqualTo(withoutAlbum().fingerprint());
  }

  /** A table that has been filled before keeps its rows. */
  @ParameterizedTest
  @EnumSource(names = {"AUTO", "FILES", "TAR"})
  void anArchiveOfWhichNothingIsReachedIsAllRejects(ArchiveFormat format) throws IOException {
    link(root.resolve("album"), Path.of("/mnt/not here/album"));
    link(root.resolve("train/1.png"), root.resolve("missing"));

    Archive archive =
        Archive.open(
            new ArchiveOptions(root.toString(), format, Split.ALL, HiddenFiles.SKIP),
            new Configuration());

    assertThat(archive.sources()).isEmpty();
    assertThat(archive.listed()).isZero();
    assertThat(archive.chunks(any -> true, ChunkSize.DEFAULT, 2)).isEmpty();
    assertThat(archive.unlisted()).hasSize(2);
  }

  @Test
  void whatIsNotReachedMayHoldTheImages() throws IOException {
    TestArchives.write(root.resolve("notes.txt"), new byte[] {'x'});
    link(root.resolve("album"), Path.of("/mnt/not here/album"));

    assertThat(archive(root, HiddenFiles.SKIP).unlisted()).hasSize(1);
  }

  private Archive withoutAlbum() throws IOException {
    Files.delete(root.resolve("album"));
    return archive(root, HiddenFiles.SKIP);
  }

  @Test
  void anImagesFileOfIdxIsReadOnceToo() throws IOException {
    TestArchives.idx(outside, 3, 2, 2);
    link(root.resolve("b-train-images-idx3-ubyte"), outside.resolve("train-images-idx3-ubyte"));
    link(root.resolve("b-train-labels-idx1-ubyte"), outside.resolve("train-labels-idx1-ubyte"));
    link(root.resolve("c-images-idx3-ubyte"), root.resolve("b-train-images-idx3-ubyte"));
    link(root.resolve("d-images-idx3-ubyte"), root.resolve("missing"));

    Archive archive = archive(root, HiddenFiles.SKIP);

    assertThat(archive).isInstanceOf(IdxArchive.class);
    assertThat(archive.listed()).isEqualTo(3);
    assertThat(archive.sources().get(0).uri()).endsWith("/b-train-images-idx3-ubyte");
    assertThat(archive.unlisted())
        .singleElement()
        .satisfies(item -> assertThat(item.uri()).endsWith("/d-images-idx3-ubyte"));
  }

  private static List<String> listed(Path root) {
    Archive archive = archive(root, HiddenFiles.SKIP);
    assertThat(archive.unlisted()).isEmpty();
    return archive.sources().stream()
        .map(source -> source.uri().substring((TestArchives.uri(root) + "/").length()))
        .toList();
  }

  private static Archive archive(Path root, HiddenFiles hiddenFiles) {
    return Archive.open(
        new ArchiveOptions(root.toString(), ArchiveFormat.AUTO, Split.ALL, hiddenFiles),
        new Configuration());
  }

  private static Path file(Path file) {
    return TestArchives.write(file, TestArchives.png(1, 2, 2));
  }

  private static Path link(Path link, Path target) throws IOException {
    Files.createDirectories(link.getParent());
    return Files.createSymbolicLink(link, target);
  }
}
