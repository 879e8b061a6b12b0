package io.nightjar.evaluation;

import io.nightjar.InvalidInputException;
import io.nightjar.image.ImageShape;
import io.nightjar.image.RasterImage;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;

/**
 * Images of one shape laid out in a grid under a title, small ones enlarged by a whole factor so
 * that each of their pixels stays a square.
 *
 * @param title one line
 * @param rows one or more, from top to bottom; the first is the longest
 * @param rowsPerGroup rows that belong together, 1 or more: a wider gap follows them
 */
public record PictureSheet(String title, List<List<RasterImage>> rows, int rowsPerGroup) {
  static {
    System.setProperty("java.awt.headless", "true"); // nothing here needs a display
  }

  /** Side in pixels that enlarging aims at. */
  private static final int WANTED_SIDE = 84;

  private static final int GAP = 2;
  private static final int GROUP_GAP = 10;
  private static final int MARGIN = 10;
  private static final int TITLE_HEIGHT = 24;
  private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
  private static final Color BACKGROUND = new Color(0xE0E0E0);
  private static final long MAX_PIXELS = 1 << 26;

  public PictureSheet {
    rows = rows.stream().map(List::copyOf).toList();
  }

  /**
   * The sheet as a PNG file.
   *
   * @throws InvalidInputException when it would be too large to hold in memory
   */
  public byte[] png() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(draw(), "png", bytes)) {
        throw new IllegalStateException("this Java cannot write PNG");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The sheet's pixels. */
  BufferedImage draw() {
    Optional<TextLayout> text = layout();
    BufferedImage sheet = blank(text.map(layout -> (int) Math.ceil(layout.getAdvance())).orElse(0));
    Graphics2D graphics = sheet.createGraphics();
    graphics.setColor(BACKGROUND);
    graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
    graphics.setColor(Color.BLACK);
    text.ifPresent(layout -> layout.draw(graphics, MARGIN, MARGIN + layout.getAscent()));
    graphics.dispose();
    for (int row = 0; row < rows.size(); row++) {
      for (int column = 0; column < rows.get(row).size(); column++) {
        drawTile(sheet, rows.get(row).get(column), left(column), top(row));
      }
    }
    return sheet;
  }

  /** The title; none where Java finds no fonts, as in a bare container. */
  private Optional<TextLayout> layout() {
    try {
      return Optional.of(new TextLayout(title, FONT, new FontRenderContext(null, true, true)));
    } catch (RuntimeException | InternalError | LinkageError e) { // which one, differs by version
      return Optional.empty();
    }
  }

  private BufferedImage blank(int titleWidth) {
    long width = Math.max(titleWidth + MARGIN, left(rows.get(0).size()) - GAP) + (long) MARGIN;
    long height = top(rows.size() - 1) + (long) scale() * shape().height() + MARGIN;
    if (width * height > MAX_PIXELS) {
      throw new InvalidInputException(
          "A picture of %d by %d pixels is too large: lower generate.count"
              .formatted(width, height));
    }
    return new BufferedImage((int) width, (int) height, BufferedImage.TYPE_INT_RGB);
  }

  int left(int column) {
    return MARGIN + column * (scale() * shape().width() + GAP);
  }

  int top(int row) {
    int gaps = row * GAP + row / rowsPerGroup * (GROUP_GAP - GAP);
    return MARGIN + TITLE_HEIGHT + row * scale() * shape().height() + gaps;
  }

  /** How often each pixel is repeated, in width and in height. */
  int scale() {
    float side = Math.max(shape().height(), shape().width());
    return Math.max(1, Math.round(WANTED_SIDE / side));
  }

  private ImageShape shape() {
    return rows.get(0).get(0).shape();
  }

  private void drawTile(BufferedImage sheet, RasterImage tile, int left, int top) {
    int scale = scale();
    for (int y = 0; y < scale * shape().height(); y++) {
      for (int x = 0; x < scale * shape().width(); x++) {
        sheet.setRGB(left + x, top + y, rgb(tile, x / scale, y / scale));
      }
    }
  }

  /** Straight from the values: Graphics2D would brighten grey ones, which it takes to be linear. */
  private static int rgb(RasterImage tile, int x, int y) {
    ImageShape shape = tile.shape();
    int plane = shape.height() * shape.width();
    int rgb = 0;
    for (int channel = 0; channel < 3; channel++) {
      int value = tile.values()[channel % shape.channels() * plane + y * shape.width() + x] & 0xff;
      rgb = rgb << 8 | value;
    }
    return rgb;
  }
}
