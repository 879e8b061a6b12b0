package io.nightjar.evaluation;

import io.nightjar.InvalidInputException;
import io.nightjar.image.ImageShape;
import io.nightjar.image.RasterImage;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Images of one shape laid out in a grid under a heading, small ones enlarged by a whole factor so
 * that each of their pixels stays a square.
 *
 * @param title what is to be seen; empty for none
 * @param subject which bundle and archive it is of; empty for none
 * @param rows one or more, from top to bottom, each of one image or more
 * @param layout gaps, labels and scale
 */
public record PictureSheet(
    String title, String subject, List<List<RasterImage>> rows, SheetLayout layout)
    implements PngDrawing {
  /** Side in pixels that enlarging aims at. */
  private static final int WANTED_SIDE = 84;

  private static final int GAP = 2;
  private static final int GROUP_GAP = 10;
  private static final int MARGIN = ChartStyle.MARGIN;

  /** A narrower sheet would break its heading into a column of words. */
  private static final int LEAST_TITLED_WIDTH = 520;

  /** A line of the scale, which has two: its name and its ticks. */
  private static final int SCALE_LINE = 20;

  private static final long MAX_PIXELS = 1 << 26;

  public PictureSheet {
    rows = rows.stream().map(List::copyOf).toList();
  }

  public PictureSheet(String title, List<List<RasterImage>> rows, SheetLayout layout) {
    this(title, "", rows, layout);
  }

  /** The same without a heading, for where that stands elsewhere. */
  PictureSheet untitled() {
    return new PictureSheet("", "", rows, layout);
  }

  /** The same with a line below the title that says which bundle and archive it is of. */
  public PictureSheet of(String bundleAndArchive) {
    return new PictureSheet(title, bundleAndArchive, rows, layout);
  }

  private Heading heading() {
    return new Heading(title, subject);
  }

  /** The sheet's pixels. */
  @Override
  public BufferedImage draw() {
    BufferedImage sheet = blank();
    int[] lefts = IntStream.range(0, columns()).map(this::left).toArray();
    int[] tops = IntStream.range(0, rows.size()).map(this::top).toArray();
    Graphics2D graphics = sheet.createGraphics();
    heading().paint(graphics, sheet.getWidth());
    graphics.setColor(ChartStyle.MAT);
    int top = heading().height(sheet.getWidth());
    graphics.fillRect(0, top + MARGIN / 2, sheet.getWidth(), sheet.getHeight());
    graphics.setColor(ChartStyle.INK);
    drawLabels(graphics, tops);
    layout.scale().ifPresent(scale -> drawScale(graphics, scale, lefts, tops[scale.row()]));
    graphics.dispose();
    for (int row = 0; row < rows.size(); row++) {
      for (int column = 0; column < rows.get(row).size(); column++) {
        drawTile(sheet, rows.get(row).get(column), lefts[column], tops[row]);
      }
    }
    return sheet;
  }

  private void drawLabels(Graphics2D graphics, int[] tops) {
    for (int row = 0; row < layout.labels().size(); row++) {
      float middle = tops[row] + scale() * shape().height() / 2f;
      text(layout.labels().get(row))
          .ifPresent(text -> text.draw(graphics, MARGIN, middle + text.getAscent() / 2));
    }
  }

  private void drawScale(Graphics2D graphics, SheetScale drawn, int[] lefts, int top) {
    int ticks = top - GAP - SCALE_LINE;
    text(drawn.name())
        .ifPresent(text -> text.draw(graphics, lefts[0], ticks - SCALE_LINE + text.getAscent()));
    for (int column = 0; column < drawn.ticks().size(); column++) {
      float middle = lefts[column] + scale() * shape().width() / 2f;
      text(drawn.ticks().get(column))
          .ifPresent(
              text -> text.draw(graphics, middle - width(text) / 2f, ticks + text.getAscent()));
    }
  }

  /** A line of text; none where Java finds no fonts, as in a bare container, or it is empty. */
  private static Optional<TextLayout> text(String line) {
    try {
      return Optional.of(
          new TextLayout(line, ChartStyle.TEXT, new FontRenderContext(null, true, true)));
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

  private BufferedImage blank() {
    long width = width();
    long height = top(rows.size() - 1) + (long) scale() * shape().height() + MARGIN;
    if (width * height > MAX_PIXELS) {
      throw new InvalidInputException(
          "A picture of %d by %d pixels is too large: lower generate.count"
              .formatted(width, height));
    }
    return ChartStyle.blank((int) width, (int) height);
  }

  private int width() {
    int right = left(columns() - 1) + scale() * shape().width() + MARGIN;
    int named =
        layout.scale().flatMap(scale -> text(scale.name())).map(PictureSheet::width).orElse(0);
    int least = heading().isEmpty() ? 0 : LEAST_TITLED_WIDTH;
    return Math.max(Math.max(right, least), left(0) + named + MARGIN);
  }

  private int columns() {
    return rows.stream().mapToInt(List::size).max().orElseThrow();
  }

  int left(int column) {
    int gaps = column * GAP + layout.gapsBefore(column) * (GROUP_GAP - GAP);
    return MARGIN + labelWidth() + column * scale() * shape().width() + gaps;
  }

  int top(int row) {
    int gaps = row * GAP + layout.gapsAbove(row) * (GROUP_GAP - GAP);
    int lines = layout.isBelowScale(row) ? 2 * SCALE_LINE + GROUP_GAP : 0;
    return heading().height(width()) + MARGIN + lines + row * scale() * shape().height() + gaps;
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
