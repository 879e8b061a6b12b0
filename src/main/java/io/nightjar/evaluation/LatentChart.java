package io.nightjar.evaluation;

import io.nightjar.InvalidInputException;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Points in a plane, coloured by group, with axes and a legend; a unit is as long to the right as
 * upwards.
 *
 * @param title one line; empty for none
 * @param plane what its axes are
 * @param points of all the groups
 * @param groups positions among the points; those drawn first are covered by the next
 * @param frame what is shown; points outside are not
 * @param circles radii of circles around 0
 */
public record LatentChart(
    String title,
    LatentPlane plane,
    PlanePoints points,
    List<LabelGroups.Group> groups,
    SquareFrame frame,
    List<Double> circles)
    implements PngDrawing {
  static {
    System.setProperty("java.awt.headless", "true"); // nothing here needs a display
  }

  static final String NO_FONTS =
      "This Java finds no fonts for a chart: install fontconfig and a font such as DejaVu";

  /** Side of the square that the points are in, in pixels, to a pixel or two. */
  private static final int SIDE = 640;

  private static final int POINT = 5;
  private static final int OPACITY = 0xB0;
  private static final int CIRCLE_CORNERS = 121;
  private static final int TURNS = 3;

  public LatentChart {
    groups = List.copyOf(groups);
    circles = List.copyOf(circles);
  }

  /**
   * The chart's pixels. How much the legend and the axes take is known once they are painted: so it
   * is painted again at the size that leaves a square to the points.
   *
   * @throws InvalidInputException where Java finds no fonts, as in a bare container
   */
  @Override
  public BufferedImage draw() {
    try {
      XYChart chart = chart(SIDE, SIDE);
      BufferedImage image = paint(chart);
      for (int turn = 1; turn < TURNS; turn++) {
        int width = chart.getWidth() + SIDE - width(chart);
        int height = chart.getHeight() + SIDE - height(chart);
        chart = chart(width, height);
        image = paint(chart);
      }
      return image;
    } catch (InternalError | LinkageError e) {
      throw new InvalidInputException(NO_FONTS, e);
    }
  }

  /** Pixels across the frame. */
  private int width(XYChart chart) {
    return (int)
        Math.round(
            chart.getScreenXFromChart(frame.x() + frame.reach())
                - chart.getScreenXFromChart(frame.x() - frame.reach()));
  }

  private int height(XYChart chart) {
    return (int)
        Math.round(
            chart.getScreenYFromChart(frame.y() - frame.reach())
                - chart.getScreenYFromChart(frame.y() + frame.reach()));
  }

  private static BufferedImage paint(XYChart chart) {
    BufferedImage image =
        new BufferedImage(chart.getWidth(), chart.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    chart.paint(graphics, chart.getWidth(), chart.getHeight());
    graphics.dispose();
    return image;
  }

  private XYChart chart(int width, int height) {
    XYChart chart = new XYChart(width, height, Styler.ChartTheme.GGPlot2);
    chart.setTitle(title);
    chart.setXAxisTitle(plane.horizontalName());
    chart.setYAxisTitle(plane.verticalName());
    style(chart);
    groups.forEach(group -> add(chart, group));
    circles.forEach(radius -> addCircle(chart, radius));
    return chart;
  }

  private void style(XYChart chart) {
    chart
        .getStyler()
        .setXAxisMin(frame.x() - frame.reach())
        .setXAxisMax(frame.x() + frame.reach())
        .setYAxisMin(frame.y() - frame.reach())
        .setYAxisMax(frame.y() + frame.reach())
        .setAxisTitleFont(font(Font.PLAIN))
        .setAxisTickLabelsFont(font(Font.PLAIN))
        .setChartBackgroundColor(Color.WHITE)
        .setChartTitleFont(font(Font.BOLD))
        .setChartTitleBoxVisible(false)
        .setChartTitleVisible(!title.isEmpty())
        .setLegendFont(font(Font.PLAIN))
        .setLegendVisible(groups.size() + circles.size() > 1)
        .setLegendBorderColor(Color.WHITE)
        .setPlotContentSize(1)
        .setMarkerSize(POINT)
        .setAntiAlias(true);
  }

  private static Font font(int style) {
    return new Font(Font.SANS_SERIF, style, 13);
  }

  private void add(XYChart chart, LabelGroups.Group group) {
    PlanePoints members = points.at(group.images());
    XYSeries series = chart.addSeries(unused(chart, group.name()), members.x(), members.y());
    Color color = group.color();
    series
        .setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter)
        .setMarker(SeriesMarkers.CIRCLE)
        .setMarkerColor(new Color(color.getRed(), color.getGreen(), color.getBlue(), OPACITY));
  }

  /** A label may be the name of another group, and XChart refuses a name that it has already. */
  static String unused(XYChart chart, String name) {
    return chart.getSeriesMap().containsKey(name) ? unused(chart, name + " ") : name;
  }

  private static void addCircle(XYChart chart, double radius) {
    PlanePoints circle = PlanePoints.circle(radius, CIRCLE_CORNERS);
    XYSeries series =
        chart.addSeries(unused(chart, "|z| = %.0f".formatted(radius)), circle.x(), circle.y());
    series
        .setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Line)
        .setMarker(SeriesMarkers.NONE)
        .setLineColor(Color.BLACK)
        .setLineStyle(new BasicStroke(1.5f));
  }
}
