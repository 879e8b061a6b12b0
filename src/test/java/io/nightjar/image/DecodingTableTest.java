package io.nightjar.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.image.References.Pixels;
import io.nightjar.image.References.Reference;
import io.nightjar.image.Rejection.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Images that trip decoders, against Pillow and ImageMagick, with {@code -Dnightjar.data=FOLDER},
 * which holds awkward, pngsuite and exif-orientation. Writes target/decoding-table.txt.
 */
@EnabledIfSystemProperty(
    named = "nightjar.data",
    matches = ".+",
    disabledReason = "reads real images: -Dnightjar.data=../shared/data")
final class DecodingTableTest {
  /** Of 255, in the mean over all values. */
  private static final double TOLERANCE = 2;

  private static final double CMYK_TOLERANCE = 5;
  private static final double SLOWEST_SECONDS = 2;
  private static final long MOST_PIXELS = 64 << 20;
  private static final Path DATA = Path.of(System.getProperty("nightjar.data", ""));

  /** The fitting reason of what must be rejected; corrupt or truncated where none is named. */
  private static final Map<String, Reason> REASONS =
      Map.ofEntries(
          Map.entry("bomb/reallybig.bmp", Reason.TOO_LARGE),
          Map.entry("derived/bomb-header-2147483647sq.png", Reason.TOO_LARGE),
          Map.entry("derived/leading-newline.jpg", Reason.UNSUPPORTED_FORMAT),
          Map.entry("derived/one-byte.jpg", Reason.UNSUPPORTED_FORMAT),
          Map.entry("derived/zero-byte.jpg", Reason.EMPTY),
          Map.entry("derived/zero-byte.png", Reason.EMPTY),
          Map.entry("derived/zero-dim.png", Reason.ZERO_SIZE),
          Map.entry("jpeg-bad/empty.jpg", Reason.EMPTY),
          Map.entry("jpeg-bad/null_height.jpg", Reason.ZERO_SIZE),
          Map.entry("png/xcrn0g04.png", Reason.UNSUPPORTED_FORMAT),
          Map.entry("png/xlfn0g04.png", Reason.UNSUPPORTED_FORMAT),
          Map.entry("png/xs1n0g01.png", Reason.UNSUPPORTED_FORMAT),
          Map.entry("png/xs2n0g01.png", Reason.UNSUPPORTED_FORMAT),
          Map.entry("png/xs4n0g01.png", Reason.UNSUPPORTED_FORMAT),
          Map.entry("png/xs7n0g01.png", Reason.UNSUPPORTED_FORMAT));

  @Test
  void agreesWithOtherDecoders() throws IOException, InterruptedException {
    Map<String, Expected> awkward = Expected.ofManifest(DATA.resolve("awkward/manifest.csv"));
    List<Row> rows = new ArrayList<>();
    for (Reference reference : References.make(DATA.resolve("awkward")).all()) {
      if (awkward.containsKey(reference.name())) {
        rows.add(Row.of("awkward", reference, awkward.get(reference.name())));
      }
    }
    for (Reference reference : References.make(DATA.resolve("pngsuite")).all()) {
      if (reference.name().endsWith(".png")) {
        boolean broken = reference.name().startsWith("png/x");
        rows.add(Row.of("pngsuite", reference, new Expected(broken ? "no" : "yes", TOLERANCE)));
      }
    }
    for (Reference reference : References.make(DATA.resolve("exif-orientation")).all()) {
      if (reference.name().endsWith(".jpg")) {
        rows.add(Row.of("exif-orientation", reference, new Expected("yes", TOLERANCE)));
      }
    }
    Files.write(Path.of("target/decoding-table.txt"), rows.stream().map(Row::toString).toList());

    assertThat(rows).hasSizeGreaterThan(300);
    assertThat(rows.stream().filter(row -> !row.right()).map(Row::toString)).isEmpty();
  }

  /** Eight files of one photograph, each compressed anew: mirrored, they would differ by 66. */
  @Test
  void allOrientationsShowTheSamePicture() throws IOException {
    Path folder = DATA.resolve("exif-orientation");
    Pixels first = interleaved(decoded(folder.resolve("Landscape_1.jpg")));
    for (int orientation = 2; orientation <= 8; orientation++) {
      DecodedImage other = decoded(folder.resolve("Landscape_%d.jpg".formatted(orientation)));
      assertThat(first.difference(other)).as("orientation %d", orientation).isLessThan(4);
    }
  }

  private static DecodedImage decoded(Path file) throws IOException {
    return (DecodedImage) whole(Files.readAllBytes(file));
  }

  private static Pixels interleaved(DecodedImage image) {
    int area = image.sourceWidth() * image.sourceHeight();
    byte[] values = new byte[3 * area];
    for (int i = 0; i < values.length; i++) {
      values[i] = image.pixels()[i % 3 * area + i / 3];
    }
    return new Pixels(image.sourceWidth(), image.sourceHeight(), values);
  }

  /** Decodes twice: for the size, and at that size. */
  private static DecodeResult whole(byte[] file) {
    DecodeResult small = decode(file, 1, 1);
    return small instanceof DecodedImage image
            && (long) image.sourceWidth() * image.sourceHeight() <= MOST_PIXELS
        ? decode(file, image.sourceHeight(), image.sourceWidth())
        : small;
  }

  private static DecodeResult decode(byte[] file, int height, int width) {
    var shape = new ImageShape(3, height, width);
    return new ImageDecoder(new Preprocessing(shape, Resize.STRETCH))
        .decode(new EncodedImage(file));
  }

  /**
   * What should come of a file.
   *
   * @param decodes yes, no or maybe
   * @param tolerance of the mean difference
   */
  private record Expected(String decodes, double tolerance) {
    static Map<String, Expected> ofManifest(Path csv) throws IOException {
      Map<String, Expected> files = new HashMap<>();
      List<String> lines = Files.readAllLines(csv);
      for (String line : lines.subList(1, lines.size())) {
        List<String> columns = columns(line);
        double tolerance = columns.get(8).equals("CMYK") ? CMYK_TOLERANCE : TOLERANCE;
        files.put(columns.get(0), new Expected(columns.get(4), tolerance));
      }
      return files;
    }

    /** Commas within quotes are text. */
    private static List<String> columns(String line) {
      List<String> columns = new ArrayList<>();
      for (String column : line.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1)) {
        columns.add(column.replace("\"", ""));
      }
      return columns;
    }
  }

  /**
   * A line of the table.
   *
   * @param difference not a number where there is nothing to compare
   */
  private record Row(
      String folder,
      String name,
      Expected expected,
      DecodeResult result,
      Optional<Pixels> reference,
      double difference,
      double seconds) {
    static Row of(String folder, Reference reference, Expected expected) throws IOException {
      byte[] file = reference.file();
      Optional<Pixels> pixels = reference.pixels();
      long start = System.nanoTime();
      DecodeResult result = whole(file);
      double seconds = (System.nanoTime() - start) * 1e-9;
      double difference =
          result instanceof DecodedImage image && pixels.isPresent()
              ? pixels.get().difference(image)
              : Double.NaN;
      return new Row(folder, reference.name(), expected, result, pixels, difference, seconds);
    }

    boolean right() {
      boolean decoded = result instanceof DecodedImage;
      return seconds < 2 * SLOWEST_SECONDS
          && switch (expected.decodes()) {
            case "yes" -> decoded && (reference.isEmpty() || difference <= expected.tolerance());
            case "no" -> !decoded && fits(((Rejection) result).reason());
            default -> true;
          };
    }

    private boolean fits(Reason reason) {
      Reason named = REASONS.get(name);
      return named == null
          ? reason == Reason.CORRUPT || reason == Reason.TRUNCATED
          : reason == named;
    }

    @Override
    public String toString() {
      String size = reference.map(r -> r.width() + "x" + r.height()).orElse("-");
      String came =
          result instanceof DecodedImage image
              ? "%dx%d".formatted(image.sourceWidth(), image.sourceHeight())
              : ((Rejection) result).reason().key() + ": " + ((Rejection) result).detail();
      return String.format(
          Locale.ROOT,
          "%-5s %s/%s\t%s\treference %s\t%s\t%.2f\t%.3f s",
          right() ? "ok" : "WRONG",
          folder,
          name,
          expected.decodes(),
          size,
          came,
          difference,
          seconds);
    }
  }
}
