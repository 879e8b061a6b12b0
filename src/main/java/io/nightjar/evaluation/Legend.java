package io.nightjar.evaluation;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * What a chart's colours stand for, to its right: marks that are larger than the chart's points, so
 * that their colours can be told apart.
 *
 * @param entries from top to bottom
 */
record Legend(List<Entry> entries) {
  private static final int MARK = 13;
  private static final int GAP = 8;
  private static final int LINE = 24;

  Legend {
    entries = List.copyOf(entries);
  }

  /** The form of a mark. */
  enum Mark {
    POINT,
    LINE
  }

  /**
   * A colour and what it stands for.
   *
   * @param name one character or more
   */
  record Entry(String name, Color color, Mark mark) {
    private TextLayout text() {
      return new TextLayout(name, ChartStyle.TEXT, new FontRenderContext(null, true, true));
    }
  }

  /** The chart with the legend beside it; as it is where there is nothing to tell apart. */
  BufferedImage beside(BufferedImage chart) {
    if (entries.size() < 2) {
      return chart;
    }
    int height = Math.max(chart.getHeight(), 2 * ChartStyle.MARGIN + entries.size() * LINE);
    BufferedImage whole = ChartStyle.blank(chart.getWidth() + width(), height);
    Graphics2D graphics = whole.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.drawImage(chart, 0, 0, null);
    for (int i = 0; i < entries.size(); i++) {
      paint(graphics, entries.get(i), chart.getWidth(), ChartStyle.MARGIN + i * LINE);
    }
    graphics.dispose();
    return whole;
  }

  private int width() {
    double widest =
        entries.stream().mapToDouble(entry -> entry.text().getAdvance()).max().orElseThrow();
    return MARK + GAP + (int) Math.ceil(widest) + ChartStyle.MARGIN;
  }

  private static void paint(Graphics2D graphics, Entry entry, int left, int top) {
    int middle = top + LINE / 2;
    graphics.setColor(entry.color());
    if (entry.mark() == Mark.POINT) {
      graphics.fillOval(left, middle - MARK / 2, MARK, MARK);
    } else {
      graphics.setStroke(new BasicStroke(2));
      graphics.drawLine(left, middle, left + MARK, middle);
    }
    TextLayout text = entry.text();
    graphics.setColor(ChartStyle.INK);
    text.draw(graphics, left + MARK + GAP, middle + text.getAscent() / 2 - 1);
  }
}
