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
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Images of one shape laid out in a grid under a title, small ones enlarged by a whole factor so
 * that each of their pixels stays a square.
 *
 * @param title one line
 * @param rows one or more, from top to bottom; the first is the longest
 * @param layout gaps and labels
 */
public record PictureSheet(String title, List<List<RasterImage>> rows, SheetLayout layout)
    implements PngDrawing {
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

  /** The same without a title, for where that stands elsewhere. */
  PictureSheet untitled() {
    return new PictureSheet("", rows, layout);
  }

  /** The sheet's pixels. */
  @Override
  public BufferedImage draw() {
    Optional<TextLayout> heading = text(title);
    BufferedImage sheet = blank(heading.map(PictureSheet::width).orElse(0));
    Graphics2D graphics = sheet.createGraphics();
    graphics.setColor(BACKGROUND);
    graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
    graphics.setColor(Color.BLACK);
    heading.ifPresent(text -> text.draw(graphics, MARGIN, MARGIN + text.getAscent()));
    for (int row = 0; row < layout.labels().size(); row++) {
      float middle = top(row) + scale() * shape().height() / 2f;
      text(layout.labels().get(row))
          .ifPresent(text -> text.draw(graphics, MARGIN, middle + text.getAscent() / 2));
    }
    graphics.dispose();
    int[] lefts = IntStream.range(0, rows.get(0).size()).map(this::left).toArray();
    for (int row = 0; row < rows.size(); row++) {
      for (int column = 0; column < rows.get(row).size(); column++) {
        drawTile(sheet, rows.get(row).get(column), lefts[column], top(row));
      }
    }
    return sheet;
  }

  /** A line of text; none where Java finds no fonts, as in a bare container, or it is empty. */
  private static Optional<TextLayout> text(String line) {
    try {
      return Optional.of(new TextLayout(line, FONT, new FontRenderContext(null, true, true)));
    } catch (RuntimeException | InternalError | LinkageError e) { // which one, differs by version
      return Optional.empty();
    }
  }

  private static int width(TextLayout text) {
    return (int) Math.ceil(text.getAdvance());
  }

  private int labelWidth() {
    return layout.labels().stream()
        .flatMap(label -> text(label).stream())
        .mapToInt(text -> width(text) + GROUP_GAP)
        .max()
        .orElse(0);
  }

  private BufferedImage blank(int titleWidth) {
    long width = Math.max(titleWidth + MARGIN, right()) + (long) MARGIN;
    long height = top(rows.size() - 1) + (long) scale() * shape().height() + MARGIN;
    if (width * height > MAX_PIXELS) {
      throw new InvalidInputException(
          "A picture of %d by %d pixels is too large: lower generate.count"
              .formatted(width, height));
    }
    return new BufferedImage((int) width, (int) height, BufferedImage.TYPE_INT_RGB);
  }

  int left(int column) {
    int gaps = column * GAP + layout.gapsBefore(column) * (GROUP_GAP - GAP);
    return MARGIN + labelWidth() + column * scale() * shape().width() + gaps;
  }

  private int right() {
    return left(rows.get(0).size() - 1) + scale() * shape().width();
  }

  int top(int row) {
    int gaps = row * GAP + layout.gapsAbove(row) * (GROUP_GAP - GAP);
    return MARGIN + (title.isEmpty() ? 0 : TITLE_HEIGHT) + row * scale() * shape().height() + gaps;
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
