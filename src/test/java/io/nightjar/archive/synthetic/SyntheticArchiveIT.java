package io.nightjar.archive.synthetic;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nightjar.InvalidInputException;
import io.nightjar.SharedSpark;
import io.nightjar.archive.Archive;
import io.nightjar.archive.ArchiveItem;
import io.nightjar.archive.ArchiveOptions;
import io.nightjar.image.DecodeResult;
import io.nightjar.image.DecodedImage;
import io.nightjar.image.EncodedImage;
import io.nightjar.image.ImageDecoder;
import io.nightjar.image.ImageShape;
import io.nightjar.image.Preprocessing;
import io.nightjar.image.Rejection;
import io.nightjar.image.Resize;
import io.nightjar.runtime.Progress;
import io.nightjar.runtime.ShownProgress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarFile;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SyntheticArchiveIT {
  private static final SyntheticFormat FILES = SyntheticFormat.FILES;
  private final JavaSparkContext spark = SharedSpark.context();
  @TempDir private Path root;

  @Test
  void writesAFolderPerShapeAndHalfOfEachEncoding() throws IOException {
    write(options("a", 300, 3, 0, FILES));

    Map<String, byte[]> files = read("a");
    Map<String, Long> extensions =
        files.keySet().stream()
            .filter(name -> name.contains("/"))
            .collect(Collectors.groupingBy(n -> n.replaceAll(".*\\.", ""), Collectors.counting()));
    assertThat(extensions).containsOnlyKeys("png", "jpg");
    assertThat(extensions.get("png")).isCloseTo(150L, within(40L));
    assertThat(files).hasSize(301).containsKey("_factors.csv");
    assertThat(folders(files)).hasSizeGreaterThanOrEqualTo(4).contains("star", "ellipse");
  }

  @Test
  void factorsNameEveryFile() throws IOException {
    write(options("a", 50, 3, 0.3, FILES));

    List<String> lines = Files.readAllLines(root.resolve("a/_factors.csv"));

    assertThat(lines.get(0)).isEqualTo("file,shape,size,x,y,rotation,colour,broken");
    assertThat(lines).hasSize(51);
    for (String line : lines.subList(1, 51)) {
      String[] fields = line.split(",", -1);
      assertThat(fields).hasSize(8);
      assertThat(root.resolve("a").resolve(fields[0])).exists();
      assertThat(fields[0]).startsWith(fields[1] + "/");
      assertThat(fields[6]).matches("#[0-9a-f]{6}");
    }
  }

  @Test
  void aRerunGivesTheSameBytes() throws IOException {
    write(options("a", 60, 3, 0.2, FILES));
    Map<String, byte[]> first = read("a");
    write(options("a", 60, 3, 0.2, FILES));

    assertSame(read("a"), first);
  }

  @Test
  void anImageDependsOnSeedAndIndexAlone() throws IOException {
    write(options("few", 20, 1, 0, FILES));
    write(options("many", 1_100, 1, 0, FILES));
    Map<String, byte[]> few = read("few");
    Map<String, byte[]> many = read("many");
    few.remove("_factors.csv");
    many.keySet().retainAll(few.keySet());

    assertSame(many, few);
  }

  @Test
  void theSeedMatters() throws IOException {
    write(options("a", 5, 3, 0, FILES));
    write(new SyntheticOptions(path("b"), 5, 32, 3, 2, 0, FILES));

    assertThat(Files.readString(root.resolve("a/_factors.csv")))
        .isNotEqualTo(Files.readString(root.resolve("b/_factors.csv")));
  }

  @Test
  void brokenFilesAreThoseThatTheFactorsName() throws IOException {
    write(options("a", 200, 3, 0.3, FILES));
    Map<String, Rejection.Reason> rejected = new TreeMap<>();
    var decoder = new ImageDecoder(new Preprocessing(new ImageShape(3, 16, 16), Resize.STRETCH));
    List<ArchiveItem> items =
        Archive.open(ArchiveOptions.of(path("a")), new Configuration()).items(spark).collect();
    for (ArchiveItem item : items) {
      DecodeResult result = decoder.decode(item.content());
      if (result instanceof Rejection rejection) {
        rejected.put(item.uri().replaceAll(".*/a/", ""), rejection.reason());
      } else {
        assertThat(((DecodedImage) result).sourceWidth()).isEqualTo(32);
      }
    }

    assertThat(items).hasSize(200);
    assertThat(rejected).isEqualTo(expected());
    assertThat(rejected.values())
        .contains(
            Rejection.Reason.TRUNCATED,
            Rejection.Reason.EMPTY,
            Rejection.Reason.UNSUPPORTED_FORMAT,
            Rejection.Reason.CORRUPT);
  }

  @Test
  void drawsTheShapeWhereTheFactorsSay() {
    var options = new SyntheticOptions("unused", 1, 64, 3, 1, 0, FILES);
    var decoder = new ImageDecoder(new Preprocessing(new ImageShape(3, 64, 64), Resize.STRETCH));
    for (int index = 0; index < 50; index++) {
      SyntheticImage image = SyntheticImage.at(options, index);
      byte[] file = new SyntheticDrawing(options).file(image);
      var decoded = (DecodedImage) decoder.decode(new EncodedImage(file));

      int row = (int) (image.y() * 64);
      int column = (int) (image.x() * 64);
      int centre = row * 64 + column;
      for (int channel = 0; channel < 3; channel++) {
        int drawn = decoded.pixels()[channel * 64 * 64 + centre] & 0xFF;
        int meant = image.colour() >> (16 - 8 * channel) & 0xFF;
        assertThat(drawn).as("image %d, channel %d", index, channel).isCloseTo(meant, within(50));
      }
    }
  }

  @Test
  void writesTarShards() throws IOException {
    write(options("a", 1_003, 1, 0, SyntheticFormat.TAR));

    assertThat(read("a")).containsOnlyKeys("_factors.csv", "shard-000000.tar", "shard-000001.tar");
    try (var tar = new TarFile(root.resolve("a/shard-000001.tar"))) {
      assertThat(tar.getEntries()).hasSize(6);
      TarArchiveEntry label = tar.getEntries().get(1);
      assertThat(label.getName()).isEqualTo("00001000.cls");
      String shape = new String(tar.getInputStream(label).readAllBytes(), US_ASCII);
      assertThat(Files.readAllLines(root.resolve("a/_factors.csv")).get(1_001))
          .startsWith("shard-000001.tar!/00001000.")
          .contains("," + shape + ",");
    }
  }

  @Test
  void showsHowManyImagesAreWritten() {
    ShownProgress shown = new ShownProgress();
    new SyntheticArchive(options("a", 1_003, 1, 0, FILES))
        .write(spark, (name, total, unit) -> shown);

    assertThat(shown.done()).last().isEqualTo(1_003L);
  }

  @Test
  void refusesOptionsOutOfRange() {
    assertThatThrownBy(() -> options("a", 0, 3, 0, FILES))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("synthesize.count: 0 (expected 1 to 100000000)");
    assertThatThrownBy(() -> options("a", 1, 2, 0, FILES)).hasMessageContaining("channels: 2");
    assertThatThrownBy(() -> options("a", 1, 3, 1.5, FILES)).hasMessageContaining("1.5");
  }

  private Map<String, Rejection.Reason> expected() throws IOException {
    Map<String, Rejection.Reason> reasons =
        Map.of(
            "truncated-jpeg", Rejection.Reason.TRUNCATED,
            "truncated-png", Rejection.Reason.TRUNCATED,
            "empty", Rejection.Reason.EMPTY,
            "text", Rejection.Reason.UNSUPPORTED_FORMAT,
            "noise", Rejection.Reason.CORRUPT);
    return Files.readAllLines(root.resolve("a/_factors.csv")).stream()
        .skip(1)
        .map(line -> line.split(",", -1))
        .filter(fields -> !fields[7].isEmpty())
        .collect(Collectors.toMap(fields -> fields[0], fields -> reasons.get(fields[7])));
  }

  private SyntheticOptions options(
      String name, long count, int channels, double broken, SyntheticFormat format) {
    return new SyntheticOptions(path(name), count, 32, channels, 1, broken, format);
  }

  private void write(SyntheticOptions options) {
    new SyntheticArchive(options).write(spark, Progress.none());
  }

  private String path(String name) {
    return root.resolve(name).toString();
  }

  private Map<String, byte[]> read(String name) throws IOException {
    Path archive = root.resolve(name);
    try (Stream<Path> files = Files.walk(archive)) {
      return files
          .filter(Files::isRegularFile)
          .collect(
              Collectors.toMap(
                  file -> archive.relativize(file).toString(),
                  SyntheticArchiveIT::bytes,
                  (a, b) -> a,
                  TreeMap::new));
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> folders(Map<String, byte[]> files) {
    return files.keySet().stream()
        .filter(name -> name.contains("/"))
        .map(name -> name.replaceAll("/.*", ""))
        .distinct()
        .toList();
  }

  private static void assertSame(Map<String, byte[]> actual, Map<String, byte[]> expected) {
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    expected.forEach((name, bytes) -> assertThat(actual.get(name)).as(name).isEqualTo(bytes));
  }
}
