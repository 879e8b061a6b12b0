package io.nightjar.evaluation;

import io.nightjar.InvalidInputException;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.function.Supplier;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;

/**
 * How every picture looks: its fonts, colours, margins and grid.
 *
 * <p>The ten colours are those that Petroff found by a search for sequences that people of any
 * colour vision tell apart and most like; a test holds the distances between them, as people see
 * them who lack a kind of cone, to more than those of Okabe and Ito's eight.
 *
 * @see <a href="https://arxiv.org/abs/2107.02270">Petroff 2021, Accessible Color Sequences for Data
 *     Visualization, ten colours</a>
 */
final class ChartStyle {
  static {
    System.setProperty(
        "java.awt.headless", "true"); // before the first colour: no display is needed
  }

  static final List<Color> PALETTE =
      List.of(
          new Color(0x3F90DA),
          new Color(0xFFA90E),
          new Color(0xBD1F01),
          new Color(0x94A4A2),
          new Color(0x832DB6),
          new Color(0xA96B59),
          new Color(0xE76300),
          new Color(0xB9AC70),
          new Color(0x717581),
          new Color(0x92DADD));

  /** The grey of the palette, for what has no colour of its own where the palette is too short. */
  static final Color REST = PALETTE.get(3);

  /** For what has no label, apart from the palette too. */
  static final Color BLACK = Color.BLACK;

  static final Color INK = new Color(0x222222);
  static final Color FAINT_INK = new Color(0x555555);
  static final Color PAPER = Color.WHITE;

  /** Behind images, whose edges may be black or white. */
  static final Color MAT = new Color(0xE0E0E0);

  private static final Color GRID = new Color(0xDDDDDD);

  /** Around everything, in pixels. */
  static final int MARGIN = 12;

  static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 16);
  static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 14);

  private ChartStyle() {}

  /** A chart without a title of its own, in this style. */
  static XYChart chart(int width, int height) {
    XYChart chart = new XYChart(width, height, Styler.ChartTheme.XChart);
    XYStyler styler = chart.getStyler();
    styler
        .setAxisTitleFont(TEXT)
        .setAxisTickLabelsFont(TEXT)
        .setAxisTickLabelsColor(INK)
        .setAxisTickMarksColor(FAINT_INK)
        .setPlotGridLinesColor(GRID)
        .setPlotBackgroundColor(PAPER)
        .setPlotBorderColor(FAINT_INK)
        .setChartBackgroundColor(PAPER)
        .setChartFontColor(INK)
        .setChartPadding(MARGIN)
        .setChartTitleVisible(false)
        .setLegendFont(TEXT)
        .setLegendBackgroundColor(PAPER)
        .setLegendBorderColor(PAPER)
        .setAntiAlias(true);
    styler.setPlotMargin(0);
    return chart;
  }

  /** An image that is all paper. */
  static BufferedImage blank(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(PAPER);
    graphics.fillRect(0, 0, width, height);
    graphics.dispose();
    return image;
  }

  /** The chart's pixels at its size. */
  static BufferedImage paint(XYChart chart) {
    BufferedImage image = blank(chart.getWidth(), chart.getHeight());
    Graphics2D graphics = image.createGraphics();
    chart.paint(graphics, chart.getWidth(), chart.getHeight());
    graphics.dispose();
    return image;
  }

  /**
   * Draws what needs fonts.
   *
   * @throws InvalidInputException where Java finds none, as in a bare container
   */
  static BufferedImage withFonts(Supplier<BufferedImage> drawing) {
    try {
      return drawing.get();
    } catch (InternalError | LinkageError e) {
      throw new InvalidInputException(
          "This Java finds no fonts for a chart: install fontconfig and a font such as DejaVu", e);
    }
  }

  /** A series' name that the chart has not yet: XChart refuses one that it has. */
  static String unused(XYChart chart, String name) {
    return chart.getSeriesMap().containsKey(name) ? unused(chart, name + " ") : name;
  }
}
