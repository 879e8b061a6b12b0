package io.nightjar.evaluation;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * How the losses fell over the minutes of one training or several: thick, the bound of the held-out
 * images, and, where and as soon as training minimizes the same, the loss of the training images.
 * The steep beginning of more than a few epochs is cut off at the top, so that the rest can be
 * read. Trainings whose losses are no like quantities ({@link TrainingRun#differences}) stand in
 * panels of their own, one below the other.
 *
 * @param runs in the order of their colours, 1 to {@value #MOST_RUNS}
 */
public record LearningCurve(List<TrainingRun> runs) implements PngDrawing {
  private static final int MOST_RUNS = 4;
  private static final int WIDTH = 860;
  private static final int HEIGHT = 520;

  /** Of each, where there are several. */
  private static final int PANEL_HEIGHT = 400;

  /** Of the losses shown, left free below and above. */
  private static final double MARGIN = 0.04;

  /** The blue, orange, red and violet, which no grey nor brown stands between. */
  private static final List<Color> COLORS =
      IntStream.of(0, 1, 2, 4).mapToObj(ChartStyle.PALETTE::get).toList();

  public LearningCurve {
    runs = List.copyOf(runs);
    if (runs.isEmpty() || runs.size() > MOST_RUNS) {
      throw new IllegalArgumentException(
          "runs: %d (expected 1 to %d)".formatted(runs.size(), MOST_RUNS));
    }
  }

  /** Runs that share an axis: each is like the first of them. */
  List<List<TrainingRun>> panels() {
    List<List<TrainingRun>> panels = new ArrayList<>();
    for (TrainingRun run : runs) {
      panels.stream()
          .filter(panel -> panel.get(0).differences(run).isEmpty())
          .findFirst()
          .ifPresentOrElse(
              panel -> panel.add(run), () -> panels.add(new ArrayList<>(List.of(run))));
    }
    return panels;
  }

  @Override
  public String title() {
    Set<String> differences = new LinkedHashSet<>();
    runs.forEach(run -> differences.addAll(runs.get(0).differences(run)));
    return differences.isEmpty()
        ? "Losses by minutes of training"
        : "Losses by minutes of training, each on an axis of its own: the trainings differ in %s"
            .formatted(String.join(", ", differences));
  }

  private String subject() {
    return String.join("; ", runs.stream().map(TrainingRun::text).toList());
  }

  @Override
  public BufferedImage draw() {
    return ChartStyle.withFonts(() -> new Heading(title(), subject()).above(drawPanels()));
  }

  private BufferedImage drawPanels() {
    List<List<TrainingRun>> panels = panels();
    int height = panels.size() == 1 ? HEIGHT : PANEL_HEIGHT;
    BufferedImage image = ChartStyle.blank(WIDTH, height * panels.size());
    Graphics2D graphics = image.createGraphics();
    for (int i = 0; i < panels.size(); i++) {
      graphics.drawImage(ChartStyle.paint(chart(panels.get(i), height)), 0, i * height, null);
    }
    graphics.dispose();
    return image;
  }

  private XYChart chart(List<TrainingRun> panel, int height) {
    XYChart chart = ChartStyle.chart(WIDTH, height);
    chart.setXAxisTitle("minutes of training");
    chart.setYAxisTitle("nats per image");
    DoubleSummaryStatistics losses =
        panel.stream().flatMapToDouble(run -> Arrays.stream(run.shown())).summaryStatistics();
    double least =
        panel.stream()
            .filter(TrainingRun::trainingShown)
            .flatMapToDouble(run -> Arrays.stream(run.training()).skip(run.untilTrainingShown()))
            .reduce(losses.getMin(), Math::min);
    double most = losses.getMax();
    double margin = Math.max((most - least) * MARGIN, Math.ulp((float) most));
    chart
        .getStyler()
        .setYAxisMin(least - margin)
        .setYAxisMax(most + margin)
        .setXAxisMin(0.0)
        .setLegendPosition(Styler.LegendPosition.OutsideS)
        .setLegendLayout(Styler.LegendLayout.Horizontal);
    panel.forEach(run -> add(chart, run, COLORS.get(runs.indexOf(run))));
    return chart;
  }

  private static void add(XYChart chart, TrainingRun run, Color color) {
    if (run.validated()) {
      addLine(chart, run, ", held out", run.validation(), 0, 2.5f, color);
    }
    if (run.trainingShown()) {
      addLine(chart, run, ", training", run.training(), run.untilTrainingShown(), 1f, color);
    }
  }

  private static void addLine(
      XYChart chart,
      TrainingRun run,
      String suffix,
      double[] losses,
      int from,
      float width,
      Color color) {
    double[] x = Arrays.copyOfRange(run.minutes(), from, losses.length);
    double[] y = Arrays.copyOfRange(losses, from, losses.length);
    XYSeries line = chart.addSeries(ChartStyle.unused(chart, run.name() + suffix), x, y);
    line.setMarker(x.length == 1 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE)
        .setMarkerColor(color)
        .setLineColor(color)
        .setLineStyle(new BasicStroke(width));
  }
}
