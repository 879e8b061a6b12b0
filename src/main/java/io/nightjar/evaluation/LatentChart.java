package io.nightjar.evaluation;

import java.awt.BasicStroke;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.Stream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Points in a plane, coloured by group, with axes and a legend; a unit is as long to the right as
 * upwards. Points are opaque, so that their colours are those that are known to be told apart.
 *
 * @param title what is to be seen; empty for none
 * @param subject which bundle and archive it is of; empty for none
 * @param plane what its axes are
 * @param points of all the groups
 * @param groups positions among the points; those drawn first are covered by the next
 * @param frame what is shown; points outside are not
 * @param circles radii of circles around 0
 */
public record LatentChart(
    String title,
    String subject,
    LatentPlane plane,
    PlanePoints points,
    List<LabelGroups.Group> groups,
    SquareFrame frame,
    List<Double> circles)
    implements PngDrawing {
  /** Side of the square that the points are in, in pixels, to a pixel or two. */
  private static final int SIDE = 640;

  /** Numbers of points above which they are drawn smaller, so that fewer are covered. */
  private static final int MANY = 500;

  private static final int VERY_MANY = 4_000;
  private static final int CIRCLE_CORNERS = 121;
  private static final int TURNS = 3;

  public LatentChart {
    groups = List.copyOf(groups);
    circles = List.copyOf(circles);
  }

  /** The same with a line below the title that says which bundle and archive it is of. */
  public LatentChart of(String bundleAndArchive) {
    return new LatentChart(title, bundleAndArchive, plane, points, groups, frame, circles);
  }

  /**
   * The chart's pixels. How much the axes take is known once they are painted: so it is painted
   * again at the size that leaves a square to the points.
   *
   * @throws io.nightjar.InvalidInputException where Java finds no fonts, as in a bare container
   */
  @Override
  public BufferedImage draw() {
    return ChartStyle.withFonts(
        () -> new Heading(title, subject).above(legend().beside(drawChart())));
  }

  private Legend legend() {
    return new Legend(
        Stream.concat(
                groups.stream().map(g -> new Legend.Entry(g.name(), g.color(), Legend.Mark.POINT)),
                circles.stream()
                    .map(r -> new Legend.Entry(circleName(r), ChartStyle.INK, Legend.Mark.LINE)))
            .toList());
  }

  private BufferedImage drawChart() {
    XYChart chart = chart(SIDE, SIDE);
    BufferedImage image = ChartStyle.paint(chart);
    for (int turn = 1; turn < TURNS; turn++) {
      int width = chart.getWidth() + SIDE - width(chart);
      int height = chart.getHeight() + SIDE - height(chart);
      chart = chart(width, height);
      image = ChartStyle.paint(chart);
    }
    return image;
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

  private XYChart chart(int width, int height) {
    XYChart chart = ChartStyle.chart(width, height);
    chart.setXAxisTitle(plane.horizontalName());
    chart.setYAxisTitle(plane.verticalName());
    chart
        .getStyler()
        .setXAxisMin(frame.x() - frame.reach())
        .setXAxisMax(frame.x() + frame.reach())
        .setYAxisMin(frame.y() - frame.reach())
        .setYAxisMax(frame.y() + frame.reach())
        .setLegendVisible(false)
        .setPlotContentSize(1)
        .setMarkerSize(pointSize());
    groups.forEach(group -> add(chart, group));
    circles.forEach(radius -> addCircle(chart, radius));
    return chart;
  }

  /** In pixels. */
  private int pointSize() {
    return points.count() > VERY_MANY ? 4 : points.count() > MANY ? 6 : 8;
  }

  private void add(XYChart chart, LabelGroups.Group group) {
    PlanePoints members = points.at(group.images());
    XYSeries series =
        chart.addSeries(ChartStyle.unused(chart, group.name()), members.x(), members.y());
    series
        .setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter)
        .setMarker(SeriesMarkers.CIRCLE)
        .setMarkerColor(group.color());
  }

  private static String circleName(double radius) {
    return "|z| = %.0f".formatted(radius);
  }

  private static void addCircle(XYChart chart, double radius) {
    PlanePoints circle = PlanePoints.circle(radius, CIRCLE_CORNERS);
    XYSeries series =
        chart.addSeries(ChartStyle.unused(chart, circleName(radius)), circle.x(), circle.y());
    series
        .setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Line)
        .setMarker(SeriesMarkers.NONE)
        .setLineColor(ChartStyle.INK)
        .setLineStyle(new BasicStroke(1.5f));
  }
}
