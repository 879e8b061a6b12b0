package io.nightjar.evaluation;

import io.nightjar.Printable;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.font.LineBreakMeasurer;
import java.awt.font.TextAttribute;
import java.awt.font.TextLayout;
import java.awt.image.BufferedImage;
import java.text.AttributedString;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What stands above a picture, broken into as many lines as the picture's width asks for; nothing
 * where Java finds no fonts, as in a bare container.
 *
 * @param title what is to be seen; empty for none
 * @param subject which bundle and archive it is of; empty for none
 */
record Heading(String title, String subject) {
  private static final int GAP = 4;

  Heading {
    title = Printable.line(title);
    subject = Printable.line(subject);
  }

  boolean isEmpty() {
    return title.isBlank() && subject.isBlank();
  }

  /** Pixels from the picture's upper edge to where the heading ends. */
  int height(int width) {
    return height(lines(width));
  }

  private static int height(List<Line> lines) {
    return lines.isEmpty()
        ? 0
        : ChartStyle.MARGIN + lines.stream().mapToInt(line -> line.height() + GAP).sum();
  }

  void paint(Graphics2D graphics, int width) {
    float top = ChartStyle.MARGIN;
    for (Line line : lines(width)) {
      graphics.setColor(line.color());
      line.layout().draw(graphics, ChartStyle.MARGIN, top + line.layout().getAscent());
      top += line.height() + GAP;
    }
  }

  /** The same picture, lower by the heading that now stands above it. */
  BufferedImage above(BufferedImage picture) {
    int width = picture.getWidth();
    int height = height(width);
    BufferedImage whole = ChartStyle.blank(width, height + picture.getHeight());
    Graphics2D graphics = whole.createGraphics();
    paint(graphics, width);
    graphics.drawImage(picture, 0, height, null);
    graphics.dispose();
    return whole;
  }

  private record Line(TextLayout layout, Color color) {
    int height() {
      return (int) Math.ceil(layout.getAscent() + layout.getDescent());
    }
  }

  private List<Line> lines(int width) {
    try {
      return Stream.concat(
              broken(title, ChartStyle.TITLE, ChartStyle.INK, width),
              broken(subject, ChartStyle.TEXT, ChartStyle.FAINT_INK, width))
          .toList();
    } catch (RuntimeException | InternalError | LinkageError e) { // which one, differs by version
      return List.of();
    }
  }

  private static Stream<Line> broken(String text, Font font, Color color, int width) {
    List<Line> lines = new ArrayList<>();
    if (!text.isBlank()) {
      AttributedString attributed = new AttributedString(text);
      attributed.addAttribute(TextAttribute.FONT, font);
      var measurer =
          new LineBreakMeasurer(attributed.getIterator(), new FontRenderContext(null, true, true));
      while (measurer.getPosition() < text.length()) {
        lines.add(new Line(measurer.nextLayout(width - 2 * ChartStyle.MARGIN), color));
      }
    }
    return lines.stream();
  }
}
