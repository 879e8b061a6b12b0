package io.nightjar.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.InvalidInputException;
import io.nightjar.SharedSpark;
import io.nightjar.TestArchives;
import io.nightjar.TestContainers;
import io.nightjar.image.DecodedImage;
import io.nightjar.image.ImageDecoder;
import io.nightjar.image.ImageShape;
import io.nightjar.image.Preprocessing;
import io.nightjar.image.Rejection;
import io.nightjar.image.Rejection.Reason;
import io.nightjar.image.Rejection.Stage;
import io.nightjar.image.Resize;
import io.nightjar.runtime.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ContainerArchiveIT {
  private static final int COUNT = 600;

  private final JavaSparkContext spark = SharedSpark.context();
  @TempDir private Path root;

  @ParameterizedTest
  @EnumSource(TestContainers.Kind.class)
  void theSamePhotosGiveTheSameTensorsHashesAndLabels(TestContainers.Kind kind) throws IOException {
    Path files = TestArchives.files(root.resolve("files"), 40, 12, 8);
    Path container =
        TestContainers.pack(files, root.resolve("packed/photos" + kind.ending()), kind);

    Archive archive = open(container, ArchiveFormat.AUTO);

    assertThat(archive.format()).isEqualTo(kind.format());
    assertThat(looks(archive)).isEqualTo(looks(open(files, ArchiveFormat.FILES))).hasSize(40);
    assertThat(looks(open(root.resolve("packed"), ArchiveFormat.AUTO))).isEqualTo(looks(archive));
    assertThat(looks(open(root.resolve("packed"), kind.format()))).isEqualTo(looks(archive));
  }

  @ParameterizedTest
  @EnumSource(TestContainers.Kind.class)
  @EnabledIfSystemProperty(
      named = "nightjar.data",
      matches = ".+",
      disabledReason = "reads real photos: -Dnightjar.data=../shared/data")
  void soDoRealOnesHoweverManyTasksReadThem(TestContainers.Kind kind) throws IOException {
    Path files = Path.of(System.getProperty("nightjar.data"), "photos");
    Path container = TestContainers.pack(files, root.resolve("photos" + kind.ending()), kind);
    Archive archive = open(container, ArchiveFormat.AUTO);

    assertThat(looks(archive)).isEqualTo(looks(open(files, ArchiveFormat.FILES))).hasSize(2_777);
    assertThat(archive.items(spark).coalesce(1).map(ArchiveItem::uri).collect())
        .isEqualTo(uris(archive));
  }

  @ParameterizedTest
  @EnumSource(names = {"TAR", "ZIP", "PARQUET", "SEQUENCE_FILE"})
  void isReadByManyTasksWhichGiveTheSameItemsHoweverManyTheyAre(ArchiveFormat format)
      throws IOException {
    Path files = TestArchives.files(root.resolve("files"), COUNT, 12, 8);
    TestContainers.Kind kind = TestContainers.Kind.valueOf(format.name());
    Path container = TestContainers.pack(files, root.resolve("photos" + kind.ending()), kind);
    Archive archive = open(container, ArchiveFormat.AUTO);

    assertThat(archive.listed()).isEqualTo(COUNT);
    assertThat(archive.total()).isEqualTo(COUNT);
    assertThat(archive.items(spark).getNumPartitions()).isGreaterThan(1);
    List<String> items = uris(archive);
    assertThat(items).hasSize(COUNT).doesNotHaveDuplicates();
    assertThat(uris(archive)).isEqualTo(items);
    assertThat(archive.items(spark).coalesce(1).map(ArchiveItem::uri).collect()).isEqualTo(items);
  }

  @Test
  void whatMustBeReadToBeCountedIsOnlyGuessedAt() throws IOException {
    Path files = TestArchives.files(root.resolve("files"), 20, 12, 8);
    Path container =
        TestContainers.pack(files, root.resolve("photos.tar.gz"), TestContainers.Kind.TAR_GZ);

    Archive archive = open(container, ArchiveFormat.AUTO);

    assertThat(archive.listed()).isZero();
    assertThat(archive.total()).isEqualTo(Progress.UNKNOWN);
    assertThat(archive.estimated()).isPositive();
    assertThat(archive.items(spark).getNumPartitions()).isOne();
    assertThat(archive.advice()).isEmpty();
  }

  @Test
  void oneBadContainerAmongManyIsARejectAndItsReadableMembersAreKept() throws IOException {
    Path files = TestArchives.files(root.resolve("files"), 10, 12, 8);
    Path shards = root.resolve("shards");
    byte[] good =
        Files.readAllBytes(
            TestContainers.pack(files, shards.resolve("a.tar"), TestContainers.Kind.TAR));
    TestArchives.write(
        shards.resolve("b.tar"), "no tar".repeat(200).getBytes(StandardCharsets.US_ASCII));
    TestArchives.write(shards.resolve("c.tar"), Arrays.copyOf(good, good.length / 2));
    TestArchives.write(shards.resolve("d/d.tar"), good);
    TestArchives.write(shards.resolve("photo.png"), TestArchives.png(1, 5, 5));
    TestArchives.write(shards.resolve("README.md"), new byte[] {1});

    Archive archive = open(shards, ArchiveFormat.TAR);
    List<ArchiveItem> items = archive.items(spark).collect();

    List<ArchiveItem> rejects =
        items.stream().filter(item -> item.content() instanceof Rejection).toList();
    assertThat(rejects)
        .extracting(ContainerArchiveIT::reason)
        .containsExactly(Reason.UNSUPPORTED_FORMAT, Reason.UNSUPPORTED_FORMAT, Reason.TRUNCATED);
    assertThat(rejects.get(0).uri()).endsWith("/photo.png");
    assertThat(((Rejection) rejects.get(0).content()).stage()).isEqualTo(Stage.LIST);
    assertThat(rejects.get(1).uri()).endsWith("/b.tar");
    assertThat(items.size() - rejects.size()).isBetween(22, 29);
    assertThat(items).extracting(ArchiveItem::uri).doesNotHaveDuplicates();
  }

  @Test
  void splitsByContentAsFilesAreAndStaysWhenContainersAreAdded() throws IOException {
    Path files = TestArchives.files(root.resolve("files"), 60, 12, 8);
    Path shards = root.resolve("shards");
    TestContainers.pack(files, shards.resolve("a.tar"), TestContainers.Kind.TAR);
    List<String> before = hashes(shards, Split.VALIDATION);

    assertThat(before).isNotEmpty().isEqualTo(hashes(files, Split.VALIDATION));
    String fingerprint = open(shards, ArchiveFormat.AUTO).fingerprint();
    Path more = TestArchives.files(root.resolve("more"), 90, 12, 8);
    TestContainers.pack(more, shards.resolve("b.tar"), TestContainers.Kind.TAR);

    assertThat(hashes(shards, Split.VALIDATION)).containsAll(before);
    assertThat(open(shards, ArchiveFormat.AUTO).fingerprint()).isNotEqualTo(fingerprint);
  }

  @Test
  void theFingerprintTellsHowItIsRead() throws IOException {
    Path files = TestArchives.files(root.resolve("files"), 5, 12, 8);
    String tar =
        TestContainers.pack(files, root.resolve("a.tar"), TestContainers.Kind.TAR).toString();
    Set<String> fingerprints = new TreeSet<>();
    for (HiddenFiles hidden : HiddenFiles.values()) {
      for (Split split : Split.values()) {
        fingerprints.add(
            Archive.open(
                    new ArchiveOptions(tar, ArchiveFormat.TAR, split, hidden), new Configuration())
                .fingerprint());
      }
    }

    assertThat(fingerprints).hasSize(HiddenFiles.values().length * Split.values().length);
  }

  @Test
  void containersOfSeveralKindsAreNotGuessedAt() throws IOException {
    Path files = TestArchives.files(root.resolve("files"), 2, 12, 8);
    TestContainers.pack(files, root.resolve("mixed/a.tar"), TestContainers.Kind.TAR);
    TestContainers.pack(files, root.resolve("mixed/b.zip"), TestContainers.Kind.ZIP);
    TestContainers.pack(files, root.resolve("files/c.zip"), TestContainers.Kind.ZIP);

    assertRefused(
        root.resolve("mixed"),
        ArchiveFormat.AUTO,
        "holds 1 tar and 1 zip files: set archive.format to what is to be read");
    assertRefused(
        files,
        ArchiveFormat.AUTO,
        "holds 1 zip and 2 other files: set archive.format to what is to be read");
    assertThat(open(root.resolve("mixed"), ArchiveFormat.ZIP).items(spark).count()).isEqualTo(3);
  }

  @Test
  void whatHoldsNothingIsTheUsersToMend() {
    TestArchives.write(
        root.resolve("text/x.tar"),
        "This is text.".repeat(100).getBytes(StandardCharsets.US_ASCII));
    TestArchives.write(root.resolve("zeros/x.tar"), new byte[10_240]);
    TestArchives.write(root.resolve("none/x.png"), new byte[1]);

    assertRefused(root.resolve("text"), ArchiveFormat.TAR, "x.tar: it does not begin like a tar");
    assertRefused(
        root.resolve("zeros"),
        ArchiveFormat.TAR,
        "holds no images: its containers have no members");
    assertRefused(root.resolve("none"), ArchiveFormat.ZIP, "holds no files that end in .zip");
  }

  @Test
  void storageThatFailsIsNoRejectionAndAFileThatMayNotBeReadIsOne() throws IOException {
    Path files = TestArchives.files(root.resolve("files"), 3, 12, 8);
    TestContainers.pack(files, root.resolve("shards/a.zip"), TestContainers.Kind.ZIP);
    TestContainers.pack(files, root.resolve("shards/secret.zip"), TestContainers.Kind.ZIP);

    Archive archive = faulty(root.resolve("shards"));

    List<ArchiveItem> items = archive.items(spark).collect();
    assertThat(items).hasSize(4);
    assertThat(reason(items.get(3))).isEqualTo(Reason.UNREADABLE);
    TestContainers.pack(files, root.resolve("shards/down.zip"), TestContainers.Kind.ZIP);
    assertThatThrownBy(() -> faulty(root.resolve("shards")))
        .isInstanceOf(UncheckedIOException.class)
        .hasRootCauseInstanceOf(ConnectException.class);
  }

  @ParameterizedTest
  @EnumSource(TestContainers.Kind.class)
  void aBadPlaceInAContainerIsARejectAndAHiccupIsNothing(TestContainers.Kind kind)
      throws IOException {
    Path files = TestArchives.files(root.resolve("files"), 40, 12, 8);
    Path shards = Files.createDirectory(root.resolve("shards"));
    TestContainers.pack(files, shards.resolve("hiccup" + kind.ending()), kind);
    TestContainers.pack(files, shards.resolve("torn" + kind.ending()), kind);

    List<ArchiveItem> whole =
        faulty(shards.resolve("hiccup" + kind.ending()), kind).items(spark).collect();
    assertThat(whole).hasSize(40).noneMatch(item -> item.content() instanceof Rejection);

    List<ArchiveItem> both = faulty(shards, kind).items(spark).collect();
    List<ArchiveItem> torn =
        both.stream().filter(item -> item.source().uri().contains("/torn.")).toList();
    assertThat(both).hasSizeGreaterThan(40);
    assertThat(torn)
        .filteredOn(item -> item.content() instanceof Rejection)
        .hasSizeBetween(1, 2) // of a plain tar, the member over which it begins and all after it
        .extracting(ContainerArchiveIT::reason)
        .containsOnly(Reason.UNREADABLE);
  }

  private static Archive faulty(Path path) {
    return faulty(path, TestContainers.Kind.ZIP);
  }

  private static Archive faulty(Path path, TestContainers.Kind kind) {
    return Archive.open(
        new ArchiveOptions("faulty://" + path, kind.format(), Split.ALL, HiddenFiles.SKIP),
        FaultyFileSystem.configuration());
  }

  @Test
  void aTaskMayStopReadingAnywhere() throws IOException {
    Path files = TestArchives.files(root.resolve("files"), 50, 12, 8);
    Path container =
        TestContainers.pack(files, root.resolve("p.tar.zst"), TestContainers.Kind.TAR_ZST);

    assertThat(open(container, ArchiveFormat.AUTO).items(spark).take(3)).hasSize(3);
  }

  private void assertRefused(Path path, ArchiveFormat format, String message) {
    assertThatThrownBy(() -> open(path, format))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(message);
  }

  private static Archive open(Path path, ArchiveFormat format) {
    return open(path, format, Split.ALL);
  }

  private static Archive open(Path path, ArchiveFormat format, Split split) {
    return Archive.open(
        new ArchiveOptions(path.toString(), format, split, HiddenFiles.SKIP), new Configuration());
  }

  private List<String> uris(Archive archive) {
    return archive.items(spark).map(ArchiveItem::uri).collect();
  }

  private List<String> hashes(Path path, Split split) {
    List<String> hashes =
        new ArrayList<>(
            open(path, ArchiveFormat.AUTO, split)
                .items(spark)
                .map(item -> item.content().hash().orElseThrow().hex())
                .collect());
    hashes.sort(null);
    return hashes;
  }

  /** Hash, label and tensor of every image; containers have their own order. */
  private Set<String> looks(Archive archive) {
    var decoder = new ImageDecoder(new Preprocessing(new ImageShape(3, 8, 8), Resize.STRETCH));
    Set<String> looks = new TreeSet<>();
    for (ArchiveItem item : archive.items(spark).collect()) {
      DecodedImage image = (DecodedImage) decoder.decode(item.content());
      looks.add(
          String.join(
              " ",
              item.content().hash().orElseThrow().hex(),
              item.label(),
              HexFormat.of().formatHex(image.pixels())));
    }
    return looks;
  }

  private static Reason reason(ArchiveItem item) {
    return ((Rejection) item.content()).reason();
  }
}
