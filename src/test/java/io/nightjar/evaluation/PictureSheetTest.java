package io.nightjar.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.InvalidInputException;
import io.nightjar.image.ImageShape;
import io.nightjar.image.RasterImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

final class PictureSheetTest {
  @Test
  void enlargesSmallImagesByAWholeFactor() {
    assertThat(sheet(grey(28, 28, 0)).scale()).isEqualTo(3);
    assertThat(sheet(grey(64, 64, 0)).scale()).isEqualTo(1);
    assertThat(sheet(grey(10, 28, 0)).scale()).isEqualTo(3);
    assertThat(sheet(grey(300, 200, 0)).scale()).isEqualTo(1);
  }

  @Test
  void keepsGreyLevelsAsTheyAre() throws IOException {
    PictureSheet sheet = sheet(grey(28, 28, 100));
    BufferedImage read = ImageIO.read(new ByteArrayInputStream(sheet.bytes()));

    assertThat(read.getRGB(sheet.left(0), sheet.top(0))).isEqualTo(0xFF646464);
    assertThat(read.getRGB(sheet.left(0) + 83, sheet.top(0) + 83)).isEqualTo(0xFF646464);
    assertThat(read.getRGB(sheet.left(0) + 84, sheet.top(0) + 83)).isEqualTo(0xFFE0E0E0);
  }

  @Test
  void drawsChannelsRowsAndColumnsWhereTheyBelong() {
    byte[] values = {1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16, 21, 22, 23, 24, 25, 26};
    PictureSheet sheet = sheet(new RasterImage(values, new ImageShape(3, 2, 3)));
    BufferedImage drawn = sheet.draw();
    int scale = sheet.scale();

    assertThat(drawn.getRGB(sheet.left(0), sheet.top(0))).isEqualTo(0xFF010B15);
    assertThat(drawn.getRGB(sheet.left(0) + 2 * scale, sheet.top(0) + scale)).isEqualTo(0xFF06101A);
  }

  @Test
  void partsGroupsOfRowsMoreThanRows() {
    List<RasterImage> row = List.of(grey(28, 28, 0));
    PictureSheet pairs = new PictureSheet("", List.of(row, row, row, row), new SheetLayout(2));

    int within = pairs.top(1) - pairs.top(0);
    int between = pairs.top(2) - pairs.top(1);
    assertThat(between).isGreaterThan(within);
    assertThat(pairs.top(3) - pairs.top(2)).isEqualTo(within);
    assertThat(pairs.draw().getHeight()).isGreaterThanOrEqualTo(pairs.top(3) + 84);
  }

  @Test
  void putsLabelsAndGapsToTheLeft() {
    List<RasterImage> row = List.of(grey(28, 28, 0), grey(28, 28, 0), grey(28, 28, 0));
    SheetLayout layout = new SheetLayout(1).withColumnGaps(List.of(2)).withLabels(List.of("u7"));
    PictureSheet plain = new PictureSheet("", List.of(row), new SheetLayout(1));
    PictureSheet sheet = new PictureSheet("", List.of(row), layout);

    assertThat(sheet.left(0)).isGreaterThan(plain.left(0) + 10);
    assertThat(sheet.left(1) - sheet.left(0)).isEqualTo(plain.left(1) - plain.left(0));
    assertThat(sheet.left(2) - sheet.left(1)).isGreaterThan(sheet.left(1) - sheet.left(0));
    assertThat(darkPixels(sheet.draw(), sheet.left(0))).isPositive();
    assertThat(darkPixels(plain.draw(), plain.left(0))).isZero();
  }

  /** To the left of a column. */
  private static long darkPixels(BufferedImage image, int before) {
    return IntStream.range(0, before * image.getHeight())
        .filter(i -> (image.getRGB(i % before, i / before) & 0xff) < 0x80)
        .count();
  }

  @Test
  void breaksALongHeadingIntoLines() {
    List<List<RasterImage>> rows = List.of(List.of(grey(28, 28, 0)));
    String words = "what is to be seen ".repeat(20);
    PictureSheet bare = new PictureSheet("", rows, new SheetLayout(1));
    PictureSheet titled = new PictureSheet("title", rows, new SheetLayout(1));
    PictureSheet named = titled.of("Bundle a.bundle, images of photos, split all");
    PictureSheet wordy = new PictureSheet(words, rows, new SheetLayout(1));
    PictureSheet wide = new PictureSheet("", rows, new SheetLayout(1)).of("x".repeat(2_000));

    assertThat(titled.top(0)).isGreaterThan(bare.top(0));
    assertThat(named.top(0)).isGreaterThan(titled.top(0));
    assertThat(wordy.top(0)).isGreaterThan(3 * titled.top(0));
    assertThat(wordy.draw().getWidth()).isEqualTo(titled.draw().getWidth());
    assertThat(wide.draw().getWidth()).isEqualTo(titled.draw().getWidth());
    assertThat(named.untitled()).isEqualTo(bare);
  }

  @Test
  void putsTheScaleBetweenTheRowsThatItParts() {
    List<RasterImage> row = List.of(grey(28, 28, 255), grey(28, 28, 255));
    SheetLayout layout = new SheetLayout(3);
    SheetScale scale = new SheetScale(1, "deviations", List.of("−1", "1"));
    PictureSheet plain = new PictureSheet("", List.of(row, row, row), layout);
    PictureSheet scaled = new PictureSheet("", List.of(row, row, row), layout.withScale(scale));

    assertThat(scaled.top(0)).isEqualTo(plain.top(0));
    assertThat(scaled.top(1)).isGreaterThan(plain.top(1) + 30);
    assertThat(scaled.top(2) - scaled.top(1)).isEqualTo(plain.top(2) - plain.top(1));
    BufferedImage drawn = scaled.draw();
    int end = scaled.left(1) + 84;
    assertThat(darkPixels(drawn.getSubimage(0, plain.top(1), end, 44), end)).isGreaterThan(100);
    assertThat(darkPixels(plain.draw(), end)).isZero();
  }

  @Test
  void refusesWhatNoMemoryWouldHold() {
    List<RasterImage> row = Collections.nCopies(16, grey(1_000, 1_000, 0));
    PictureSheet sheet = new PictureSheet("", Collections.nCopies(10, row), new SheetLayout(1));

    assertThatThrownBy(sheet::bytes)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("too large: lower generate.count");
  }

  private static PictureSheet sheet(RasterImage image) {
    return new PictureSheet("title", List.of(List.of(image)), new SheetLayout(1));
  }

  private static RasterImage grey(int height, int width, int level) {
    byte[] values = new byte[height * width];
    Arrays.fill(values, (byte) level);
    return new RasterImage(values, new ImageShape(1, height, width));
  }
}
