package io.nightjar.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.InvalidInputException;
import io.nightjar.SharedSpark;
import io.nightjar.TestArchives;
import io.nightjar.TestContainers;
import io.nightjar.archive.container.ImageColumns;
import io.nightjar.image.DecodeLimits;
import io.nightjar.image.ImageDecoder;
import io.nightjar.image.ImageShape;
import io.nightjar.image.PassedOver;
import io.nightjar.image.Preprocessing;
import io.nightjar.image.Rejection;
import io.nightjar.image.Resize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What counts as an image is the same however images are stored. */
final class ImageRuleIT {
  private final JavaSparkContext spark = SharedSpark.context();
  private final ImageDecoder decoder =
      new ImageDecoder(new Preprocessing(new ImageShape(3, 8, 8), Resize.STRETCH));

  @TempDir private Path root;

  /** What came of an archive, by the last components of names. */
  private record Read(List<String> images, List<String> rejects, PassedOverCounts passedOver) {}

  private Read read(Archive archive) {
    List<String> images = new ArrayList<>();
    List<String> rejects = new ArrayList<>();
    List<PassedOver> others = new ArrayList<>();
    for (ArchiveItem item : archive.items(spark).collect()) {
      String name = item.uri().substring(item.uri().lastIndexOf('/') + 1);
      if (item.content() instanceof PassedOver other) {
        others.add(other);
      } else if (decoder.decode(item.content()) instanceof Rejection rejection) {
        rejects.add(name + " " + rejection.reason().key());
      } else {
        images.add(name);
      }
    }
    images.sort(null);
    rejects.sort(null);
    return new Read(images, rejects, archive.passedOver().plus(PassedOverCounts.of(others)));
  }

  private Path mixture(Path folder) {
    byte[] png = TestArchives.png(1, 12, 8);
    TestArchives.write(folder.resolve("a/0.png"), png);
    TestArchives.write(folder.resolve("a/0.txt"), text("0 0.5 0.5 1 1"));
    TestArchives.write(folder.resolve("a/0.npy"), text("\u0093NUMPY"));
    TestArchives.write(folder.resolve("a/1.dat"), TestArchives.png(2, 12, 8));
    TestArchives.write(folder.resolve("a/2"), TestArchives.png(3, 12, 8));
    TestArchives.write(folder.resolve("a/3.txt"), TestArchives.png(4, 12, 8));
    TestArchives.write(folder.resolve("b/text.png"), text("no image"));
    TestArchives.write(folder.resolve("b/empty.jpg"), new byte[0]);
    TestArchives.write(folder.resolve("b/new.heic"), text("\0\0\0\u0018ftypheic"));
    TestArchives.write(folder.resolve("b/cars.lst"), text("BMW and others"));
    TestArchives.write(folder.resolve("b/empty.txt"), new byte[0]);
    TestArchives.write(folder.resolve("b/.DS_Store"), text("hidden"));
    TestArchives.write(folder.resolve("Thumbs.db"), text("thumbs"));
    TestArchives.write(folder.resolve("film.mp4"), new byte[100_000]);
    TestArchives.write(folder.resolve("README"), text("read me"));
    return folder;
  }

  private static void assertIsMixture(Read read) {
    assertThat(read.images()).containsExactly("0.png", "1.dat", "2", "3.txt");
    assertThat(read.rejects())
        .containsExactly(
            "empty.jpg empty", "new.heic unsupported-format", "text.png unsupported-format");
    assertThat(read.passedOver().byExtension())
        .isEqualTo(Map.of(".txt", 2L, ".npy", 1L, ".lst", 1L, ".db", 1L, ".mp4", 1L, "(none)", 1L));
  }

  @Test
  void inFolders() {
    Archive archive = open(mixture(root.resolve("photos")));

    assertThat(archive.format()).isEqualTo(ArchiveFormat.FILES);
    assertThat(archive.listed()).isEqualTo(6);
    assertIsMixture(read(archive));
  }

  @ParameterizedTest
  @EnumSource(names = {"TAR", "TAR_GZ", "TAR_ZST", "ZIP"})
  void inContainersAndFoldersOfThem(TestContainers.Kind kind) throws IOException {
    Path files = mixture(root.resolve("files"));
    Path container = TestContainers.pack(files, root.resolve("p/0" + kind.ending()), kind);

    assertIsMixture(read(open(container)));
    TestArchives.write(root.resolve("p/0_stats.json"), text("{}"));
    TestArchives.write(root.resolve("p/README.md"), text("about"));
    TestArchives.write(root.resolve("p/0.tar.md5"), text("about"));
    TestArchives.write(root.resolve("p/log.weird"), text("about"));
    Archive folder = open(root.resolve("p"));
    assertThat(folder.format()).isEqualTo(kind.format());
    assertThat(folder.passedOver().byExtension())
        .isEqualTo(Map.of(".json", 1L, ".md", 1L, ".md5", 1L, ".weird", 1L));
    assertThat(read(folder).images()).hasSize(4);
  }

  @Test
  void namesNarrowItAndTheRestIsPassedOverUnopened() {
    Path folder = mixture(root.resolve("photos"));

    assertThat(read(open(folder, "*.png", "film*")))
        .isEqualTo(
            new Read(
                List.of("0.png"),
                List.of("text.png unsupported-format"),
                PassedOverCounts.of(
                    Map.of(
                        ".txt", 3L, ".npy", 1L, ".lst", 1L, ".db", 1L, ".mp4", 1L, "(none)", 2L,
                        ".dat", 1L, ".jpg", 1L, ".heic", 1L))));
    Archive below = open(folder, "a/**");
    assertThat(below.sources()).hasSize(6);
    assertThat(read(below).images()).hasSize(4);
  }

  @Test
  void whatDescribesShardsIsNoArchive() throws IOException {
    Path files = TestArchives.files(root.resolve("files"), 4, 12, 8);
    Path shards = root.resolve("shards");
    TestContainers.pack(files, shards.resolve("00000.tar"), TestContainers.Kind.TAR);
    metadata(shards.resolve("00000.parquet"));
    TestArchives.write(shards.resolve("00000_stats.json"), text("{}"));
    Path folders = root.resolve("folders");
    TestArchives.files(folders.resolve("00000"), 4, 12, 8);
    TestArchives.write(folders.resolve("00000/even/0.json"), text("{}"));
    metadata(folders.resolve("00000.parquet"));
    metadata(folders.resolve("metadata.parquet"));

    Archive tars = open(shards);
    assertThat(tars.format()).isEqualTo(ArchiveFormat.TAR);
    assertThat(read(tars).passedOver().byExtension())
        .isEqualTo(Map.of(".parquet", 1L, ".json", 1L));
    assertThat(read(tars).images()).hasSize(4);
    Archive tree = open(folders);
    assertThat(tree.format()).isEqualTo(ArchiveFormat.FILES);
    assertThat(read(tree).images()).hasSize(4);
    assertThat(read(tree).passedOver().byExtension())
        .isEqualTo(Map.of(".parquet", 2L, ".json", 1L));
  }

  @Test
  void whatMayBeOneOrTheOtherIsStillAsked() throws IOException {
    Path files = TestArchives.files(root.resolve("files"), 4, 12, 8);
    Path mixed = TestArchives.files(root.resolve("mixed"), 2, 12, 8);
    TestContainers.pack(files, mixed.resolve("x.parquet"), TestContainers.Kind.PARQUET);
    Path unnamed = root.resolve("unnamed");
    TestContainers.pack(files, unnamed.resolve("x.tar"), TestContainers.Kind.TAR);
    TestArchives.write(unnamed.resolve("scan"), TestArchives.png(1, 8, 8));

    assertThatThrownBy(() -> open(mixed))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("holds 1 parquet and 2 other files: set archive.format");
    assertThatThrownBy(() -> open(unnamed))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("holds 1 tar and 1 other files: set archive.format");
  }

  @Test
  void anArchiveWithoutAnyImageIsRefusedWithWhatItHolds() throws IOException {
    Path texts = root.resolve("texts");
    TestArchives.write(texts.resolve("a.txt"), text("a"));
    TestArchives.write(texts.resolve("b.txt"), text("b"));
    TestArchives.write(texts.resolve("c.csv"), text("c"));
    List<Path> all = new ArrayList<>(List.of(texts));
    for (TestContainers.Kind kind :
        List.of(TestContainers.Kind.TAR, TestContainers.Kind.TAR_GZ, TestContainers.Kind.ZIP)) {
      all.add(TestContainers.pack(texts, root.resolve("packed" + kind.ending()), kind));
    }

    for (Path archive : all) {
      assertThatThrownBy(() -> open(archive))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining(
              "holds no images, but 3 files that are no images: .txt 2, .csv 1: look at");
    }
    assertThatThrownBy(() -> open(TestArchives.files(root.resolve("p"), 2, 8, 8), "*.jpg"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("holds no images, but 2 files that are no images: .png 2");
  }

  @Test
  void ofWhatIsNotCalledAnImageOnlyTheFirstBytesAreRead() throws IOException {
    Path folder = TestArchives.files(root.resolve("photos"), 2, 8, 8);
    try (var film =
        Files.newByteChannel(
            Files.createFile(folder.resolve("film.mp4")), StandardOpenOption.WRITE)) {
      film.position(3L << 30);
      film.write(ByteBuffer.wrap(new byte[1]));
    }

    assertThat(read(open(folder)).passedOver().byExtension()).isEqualTo(Map.of(".mp4", 1L));
  }

  private static byte[] text(String text) {
    return text.getBytes(UTF_8);
  }

  private static void metadata(Path file) throws IOException {
    MessageType schema =
        MessageTypeParser.parseMessageType(
            "message m { required binary url (UTF8); required int32 width; }");
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new org.apache.hadoop.fs.Path(file.toUri()))
            .withType(schema)
            .withConf(new Configuration())
            .build()) {
      writer.write(
          new SimpleGroupFactory(schema).newGroup().append("url", "u").append("width", 12));
    }
  }

  private static Archive open(Path path, String... globs) {
    NameRule names = new NameRule(HiddenFiles.SKIP, NameGlobs.of(List.of(globs)));
    return Archive.open(
        new ArchiveOptions(
            path.toString(),
            ArchiveFormat.AUTO,
            Split.ALL,
            names,
            ImageColumns.AUTO,
            DecodeLimits.DEFAULT),
        new Configuration());
  }
}
