package io.nightjar.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.InvalidInputException;
import io.nightjar.SharedSpark;
import io.nightjar.image.ImageShape;
import io.nightjar.image.RasterImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class IdxArchiveIT {
  private final JavaSparkContext spark = SharedSpark.context();
  @TempDir private Path root;

  @Test
  void readsAPublishedSplitWithItsLabels() throws IOException {
    write("train-images-idx3-ubyte.gz", gzip(images(20)));
    write("train-labels-idx1-ubyte.gz", gzip(labels(20)));
    write("t10k-images-idx3-ubyte.gz", gzip(images(3)));

    Archive archive = open(Split.TRAIN);
    List<ArchiveItem> items = archive.items(spark).collect();

    assertThat(archive).isInstanceOf(IdxArchive.class);
    assertThat(archive.listed()).isEqualTo(20);
    assertThat(items).hasSize(20);
    for (int i = 0; i < 20; i++) {
      ArchiveItem item = items.get(i);
      assertThat(item.uri()).endsWith("/train-images-idx3-ubyte.gz!/" + i);
      assertThat(item.label()).isEqualTo(String.valueOf(i % 10));
      assertThat(item.byteLength()).isEqualTo(6);
      assertThat(item.source().byteLength())
          .isEqualTo(Files.size(root.resolve("train-images-idx3-ubyte.gz")));
      assertPixels(item, i);
    }
  }

  /** As QMNIST has them: a row of eight numbers for each image, the class first. */
  @Test
  void theFirstOfARowIsTheLabel() throws IOException {
    write("qmnist-train-images-idx3-ubyte.gz", gzip(images(20)));
    write("qmnist-train-labels-idx2-int.gz", gzip(labels(0x00000C02, 20, 8)));

    Archive archive = open(Split.TRAIN);

    assertThat(archive.notices()).isEmpty();
    assertThat(archive.items(spark).map(ArchiveItem::label).collect())
        .isEqualTo(IntStream.range(0, 20).mapToObj(i -> String.valueOf(i * 1000 - 5)).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "train-labels-idx1-int, 0x00000C01, 1, 995",
    "train-labels.idx2-short, 0x00000B02, 3, 995",
    "train-labels-idx1-byte, 0x00000901, 1, -29",
    "train-labels-idx2-ubyte.gz, 0x00000802, 2, 227"
  })
  void labelsMayBeWholeNumbersOfAnyKind(String name, String magic, int columns, String second)
      throws IOException {
    write("train-images-idx3-ubyte", images(2));
    byte[] labels = labels(Integer.decode(magic), 2, columns);
    write(name, name.endsWith(".gz") ? gzip(labels) : labels);

    assertThat(open(Split.ALL).items(spark).map(ArchiveItem::label).collect())
        .element(1)
        .isEqualTo(second);
  }

  @Test
  void labelsThatAreThereAndNotReadAreTold() throws IOException {
    write("train-images-idx3-ubyte", images(5));
    write("train-labels-idx1-float", labels(0x00000D01, 5, 1));
    write("valid-images-idx3-ubyte", images(4));
    write("valid-labels-idx1-ubyte.gz", gzip(labels(4)));
    write("valid-labels-idx1-ubyte", labels(4));
    write("other-labels-idx1-ubyte", labels(4));
    write("train-labels-idx3-ubyte", labels(0x00000803, 5, 2));
    write("train-labels.csv", new byte[] {1});
    write("qmnist-test-Labels.tsv.gz", new byte[] {1});
    write("train-labels-idx1-ubyte.bz2", new byte[] {1});

    Archive archive = open(Split.ALL);

    String folder = "file:" + root;
    String noNumbers =
        "Labels in %s/%s are not read: they are no whole number, or row of some, for each image";
    String noIdx = "Labels in %s/%s are not read: their format is not IDX";
    assertThat(archive.notices())
        .containsExactly(
            noNumbers.formatted(folder, "train-labels-idx1-float"),
            noNumbers.formatted(folder, "train-labels-idx3-ubyte"),
            "Labels in %s/valid-labels-idx1-ubyte.gz are not read: those in %s are"
                .formatted(folder, "valid-labels-idx1-ubyte"),
            "Labels in %s/other-labels-idx1-ubyte are not read: no images file is named like them"
                .formatted(folder),
            noIdx.formatted(folder, "qmnist-test-Labels.tsv.gz"),
            noIdx.formatted(folder, "train-labels-idx1-ubyte.bz2"),
            noIdx.formatted(folder, "train-labels.csv"));
    assertThat(archive.items(spark).map(ArchiveItem::label).collect())
        .containsExactly(null, null, null, null, null, "0", "1", "2", "3");
  }

  @Test
  void aSingleFilesLabelsMayHaveAnyName() throws IOException {
    write("a:b{c} train-images-idx3-ubyte", images(3));
    write("a:b{c} train-labels-idx1-ubyte", labels(3));

    Archive archive = open("a:b{c} train-images-idx3-ubyte", ArchiveFormat.AUTO, Split.ALL);

    assertThat(archive.items(spark).map(ArchiveItem::label).collect())
        .containsExactly("0", "1", "2");
  }

  /** Rows of numbers that grow; the first of each tells the image's index. */
  private static byte[] labels(int magic, int count, int columns) {
    ByteBuffer file = ByteBuffer.allocate(12 + count * columns * Integer.BYTES);
    file.putInt(magic).putInt(count);
    if ((magic & 0xFF) == 2) {
      file.putInt(columns);
    }
    for (int i = 0; i < count; i++) {
      for (int column = 0; column < columns; column++) {
        int value = i * 1000 - 5 + column;
        switch (magic >> 8) {
          case 0x08, 0x09 -> file.put((byte) value);
          case 0x0B -> file.putShort((short) value);
          default -> file.putInt(value);
        }
      }
    }
    return Arrays.copyOf(file.array(), file.position());
  }

  @Test
  void readsPlainFilesJustTheSame() throws IOException {
    write("test-images.idx3-ubyte", images(9));
    write("test-labels.idx1-ubyte", labels(9));

    List<ArchiveItem> items = open(Split.TEST).items(spark).collect();

    assertThat(items).hasSize(9);
    assertThat(items.get(8).label()).isEqualTo("8");
    assertPixels(items.get(8), 8);
  }

  @Test
  void readsAllFilesInTheOrderOfTheirSplits() throws IOException {
    write("set_test-images-idx3-ubyte", images(1));
    write("set_valid-images-idx3-ubyte", images(2));
    write("set_train-images-idx3-ubyte", images(3));

    List<ArchiveItem> items = open(Split.ALL).items(spark).collect();

    assertThat(items)
        .extracting(item -> item.uri().replaceAll(".*set_", ""))
        .containsExactly(
            "train-images-idx3-ubyte!/0",
            "train-images-idx3-ubyte!/1",
            "train-images-idx3-ubyte!/2",
            "valid-images-idx3-ubyte!/0",
            "valid-images-idx3-ubyte!/1",
            "test-images-idx3-ubyte!/0");
    assertThat(items).extracting(ArchiveItem::label).containsOnlyNulls();
    assertThat(open(Split.VALIDATION).listed()).isEqualTo(2);
  }

  @Test
  void tellsASingleFileByItsFirstBytes() throws IOException {
    write("anything.bin", gzip(images(4)));

    Archive archive = open("anything.bin", ArchiveFormat.AUTO, Split.ALL);

    assertThat(archive).isInstanceOf(IdxArchive.class);
    assertThat(archive.items(spark).count()).isEqualTo(4);
  }

  @Test
  void splitsByContentWhereNamesTellNoSplit() throws IOException {
    write("images-idx3-ubyte", images(200));

    long train = open(Split.TRAIN).items(spark).count();
    long validation = open(Split.VALIDATION).items(spark).count();
    long test = open(Split.TEST).items(spark).count();

    assertThat(train + validation + test).isEqualTo(200);
    assertThat(train).isBetween(130L, 185L);
  }

  @Test
  void readsColour() throws IOException {
    ByteBuffer file = ByteBuffer.allocate(20 + 2 * 12);
    file.putInt(0x00000804).putInt(2).putInt(3).putInt(2).putInt(2);
    Arrays.fill(file.array(), 20, 44, (byte) 200);
    write("train-images-idx4-ubyte", file.array());

    List<ArchiveItem> items = open(Split.ALL).items(spark).collect();

    assertThat(items).hasSize(2);
    assertThat(((RasterImage) items.get(1).content()).shape()).isEqualTo(new ImageShape(3, 2, 2));
  }

  @Test
  void aTaskMayStopReadingAnywhere() throws IOException {
    write("train-images-idx3-ubyte.gz", gzip(images(100)));

    assertThat(open(Split.ALL).items(spark).take(3)).hasSize(3);
  }

  @Test
  void otherLabelsAreAnotherArchiveAndAFileThatHasChangedIsNotRead() throws IOException {
    write("train-images-idx3-ubyte", images(20));
    write("train-labels-idx1-ubyte", labels(20));
    Archive archive = open(Split.TRAIN);
    Path labels = root.resolve("train-labels-idx1-ubyte");
    Files.setLastModifiedTime(labels, FileTime.fromMillis(1_000_000_000_000L));

    assertThat(open(Split.TRAIN).fingerprint()).isNotEqualTo(archive.fingerprint());
    Path images = root.resolve("train-images-idx3-ubyte");
    Files.setLastModifiedTime(images, FileTime.fromMillis(1_000_000_000_000L));
    assertThatThrownBy(() -> archive.items(spark).collect())
        .hasMessageContaining("it is not what it was when listed");
  }

  @Test
  void refusesASplitThatIsNotPublished() throws IOException {
    write("train-images-idx3-ubyte", images(1));
    write("t10k-images-idx3-ubyte", images(1));

    assertThatThrownBy(() -> open(Split.VALIDATION))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Archive %s has no validation split: set archive.split to one of all, train, test",
            root);
  }

  @Test
  void refusesAWrongMagicNumber() throws IOException {
    write("train-images-idx3-ubyte", labels(50));

    assertRefused("train-images-idx3-ubyte", "magic number is 0x00000801 (expected 0x00000803)");
  }

  @Test
  void refusesAPlainFileThatIsTooShort() throws IOException {
    write("train-images-idx3-ubyte", Arrays.copyOf(images(50), 200));

    assertRefused("train-images-idx3-ubyte", "it is shorter than its header says");
  }

  @Test
  void refusesAFileThatEndsInItsHeader() throws IOException {
    write("train-images-idx3-ubyte", Arrays.copyOf(images(50), 10));

    assertRefused("train-images-idx3-ubyte", "it is shorter than its header says");
  }

  @Test
  void refusesATruncatedGzipFileWhereverItIsCut() throws IOException {
    byte[] whole = gzip(images(500));
    for (int cut : new int[] {3, 20, whole.length / 2, whole.length - 20, whole.length - 3}) {
      write("train-images-idx3-ubyte.gz", Arrays.copyOf(whole, cut));

      assertRefused("train-images-idx3-ubyte.gz", "it is shorter than its header says");
    }
  }

  @Test
  void refusesAGzipFileThatHoldsTooLittle() throws IOException {
    write("train-images-idx3-ubyte.gz", gzip(Arrays.copyOf(images(50), 200)));

    assertRefused("train-images-idx3-ubyte.gz", "it is shorter than its header says");
  }

  @Test
  void refusesADamagedGzipFile() throws IOException {
    byte[] damaged = gzip(images(500));
    damaged[damaged.length - 6]++; // in the checksum
    write("train-images-idx3-ubyte.gz", damaged);

    assertRefused("train-images-idx3-ubyte.gz", "is corrupt (CRC32 error)");
  }

  @Test
  void refusesImagesOfNoSize() throws IOException {
    byte[] flat = images(5);
    flat[11] = 0;
    write("train-images-idx3-ubyte", flat);

    assertRefused("train-images-idx3-ubyte", "height: 0");
  }

  @Test
  void refusesLabelsThatAreNotThoseOfTheImages() throws IOException {
    write("train-images-idx3-ubyte", images(5));
    write("train-labels-idx1-ubyte", labels(4));

    assertRefused(
        "train-labels-idx1-ubyte", "it holds 4 labels, the images file beside it 5 images");
  }

  @Test
  void refusesAFolderWithoutImagesFiles() throws IOException {
    write("readme.txt", new byte[] {1});

    assertThatThrownBy(() -> open("", ArchiveFormat.IDX, Split.ALL))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("holds no IDX images files");
  }

  private void assertRefused(String name, String reason) {
    assertThatThrownBy(() -> open(Split.ALL))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot read file:%s/%s: ", root, name)
        .hasMessageContaining(reason);
  }

  private Archive open(Split split) {
    return open("", ArchiveFormat.AUTO, split);
  }

  private Archive open(String name, ArchiveFormat format, Split split) {
    var options =
        new ArchiveOptions(root.resolve(name).toString(), format, split, HiddenFiles.SKIP);
    return Archive.open(options, new Configuration());
  }

  /** Two rows of three pixels; the first tells the image's index, the others whose row it is. */
  private static byte[] images(int count) {
    ByteBuffer file = ByteBuffer.allocate(16 + 6 * count);
    file.putInt(0x00000803).putInt(count).putInt(2).putInt(3);
    for (int i = 0; i < count; i++) {
      file.put(pixels(i));
    }
    return file.array();
  }

  private static byte[] pixels(int index) {
    return new byte[] {(byte) index, (byte) (index >> 8), 1, 2, 3, 4};
  }

  private static byte[] labels(int count) {
    ByteBuffer file = ByteBuffer.allocate(8 + count);
    file.putInt(0x00000801).putInt(count);
    for (int i = 0; i < count; i++) {
      file.put((byte) (i % 10));
    }
    return file.array();
  }

  private static void assertPixels(ArchiveItem item, int index) {
    RasterImage image = (RasterImage) item.content();
    assertThat(image.shape()).isEqualTo(new ImageShape(1, 2, 3));
    assertThat(image.values()).isEqualTo(pixels(index));
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private void write(String name, byte[] bytes) throws IOException {
    Files.write(root.resolve(name), bytes);
  }
}
