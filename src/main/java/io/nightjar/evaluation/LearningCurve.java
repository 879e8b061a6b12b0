package io.nightjar.evaluation;

import io.nightjar.InvalidInputException;
import io.nightjar.bundle.Provenance.Epoch;
import io.nightjar.model.Autoencoder;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * How the losses fell over the minutes of one training or several: thick, the bound of the held-out
 * images, and, where and as soon as training minimizes the same, the loss of the training images.
 * The steep beginning of more than a few epochs is cut off at the top, so that the rest can be
 * read.
 *
 * @param runs in the order of their colours, 1 to {@value #MOST_RUNS}
 */
public record LearningCurve(List<Run> runs) implements PngDrawing {
  static {
    System.setProperty(
        "java.awt.headless", "true"); // before the first colour: no display is needed
  }

  private static final int MOST_RUNS = 4;
  private static final int WIDTH = 820;
  private static final int HEIGHT = 480;

  /** The part of the epochs whose losses may lie above the picture. */
  private static final double BEGINNING = 0.06;

  private static final int FEW_EPOCHS = 4;

  /** Of the losses shown, left free below and above. */
  private static final double MARGIN = 0.04;

  private static final double SECONDS_OF_A_MINUTE = 60;

  /** Okabe and Ito's, which people with any eyes tell apart. */
  private static final List<Color> COLORS =
      List.of(new Color(0x0072B2), new Color(0xD55E00), new Color(0x009E73), new Color(0xCC79A7));

  public LearningCurve {
    runs = List.copyOf(runs);
    if (runs.isEmpty() || runs.size() > MOST_RUNS) {
      throw new IllegalArgumentException(
          "runs: %d (expected 1 to %d)".formatted(runs.size(), MOST_RUNS));
    }
  }

  /**
   * One training.
   *
   * @param name in the legend
   * @param model that was trained
   * @param history epoch by epoch, at least one
   */
  public record Run(String name, Autoencoder model, List<Epoch> history) {
    public Run {
      history = List.copyOf(history);
      if (history.isEmpty()) {
        throw new IllegalArgumentException("history: none (expected one epoch or more)");
      }
    }

    /** Minutes of training until the end of each epoch, without validation and checkpoints. */
    double[] minutes() {
      double[] minutes = new double[history.size()];
      double seconds = 0;
      long before = 0;
      for (int i = 0; i < minutes.length; i++) {
        Epoch epoch = history.get(i);
        seconds += (epoch.examples() - before) / epoch.imagesPerSecond();
        before = epoch.examples();
        minutes[i] = seconds / SECONDS_OF_A_MINUTE;
      }
      return minutes;
    }

    double[] training() {
      return history.stream().mapToDouble(Epoch::loss).toArray();
    }

    /**
     * Epochs before the first whose training loss is the same quantity as the held-out one, or all;
     * none where there is no held-out one.
     */
    int untilTrainingShown() {
      if (!validated()) {
        return 0;
      }
      return model.trainsOnHeldOutLoss() ? rising() : history.size();
    }

    private boolean trainingShown() {
      return untilTrainingShown() < history.size();
    }

    /** Epochs in which β was less than full for a while. */
    private int rising() {
      return Math.min(model.klWeight().epochsUntilFull(), history.size());
    }

    boolean validated() {
      return history.stream().allMatch(epoch -> epoch.validation() != null);
    }

    double[] validation() {
      return history.stream().mapToDouble(epoch -> epoch.validation().trained()).toArray();
    }

    /** What the picture's height is for. */
    private double[] shown() {
      double[] losses = validated() ? validation() : training();
      int steep = losses.length <= FEW_EPOCHS ? 0 : Math.max(1, (int) (BEGINNING * losses.length));
      int from = rising() < losses.length ? Math.max(steep, rising()) : steep;
      return Arrays.copyOfRange(losses, from, losses.length);
    }
  }

  @Override
  public String title() {
    return "Losses by minutes of training";
  }

  @Override
  public BufferedImage draw() {
    try {
      return BitmapEncoder.getBufferedImage(chart());
    } catch (InternalError | LinkageError e) {
      throw new InvalidInputException(LatentChart.NO_FONTS, e);
    }
  }

  private XYChart chart() {
    XYChart chart = new XYChart(WIDTH, HEIGHT, Styler.ChartTheme.GGPlot2);
    chart.setXAxisTitle("minutes of training");
    chart.setYAxisTitle("nats per image");
    style(chart.getStyler());
    for (int i = 0; i < runs.size(); i++) {
      add(chart, runs.get(i), COLORS.get(i));
    }
    return chart;
  }

  private void style(XYStyler styler) {
    DoubleSummaryStatistics held =
        runs.stream().flatMapToDouble(run -> Arrays.stream(run.shown())).summaryStatistics();
    double least =
        runs.stream()
            .filter(Run::trainingShown)
            .flatMapToDouble(run -> Arrays.stream(run.training()).skip(run.untilTrainingShown()))
            .reduce(held.getMin(), Math::min);
    double most = held.getMax();
    double margin = Math.max((most - least) * MARGIN, Math.ulp((float) most));
    styler
        .setYAxisMin(least - margin)
        .setYAxisMax(most + margin)
        .setXAxisMin(0.0)
        .setChartBackgroundColor(Color.WHITE)
        .setChartTitleVisible(false)
        .setLegendBorderColor(Color.WHITE)
        .setLegendPosition(Styler.LegendPosition.InsideNE)
        .setAntiAlias(true);
  }

  private static void add(XYChart chart, Run run, Color color) {
    if (run.validated()) {
      addLine(chart, run, ", held out", run.validation(), 0, 2.5f, color);
    }
    if (run.trainingShown()) {
      addLine(chart, run, ", training", run.training(), run.untilTrainingShown(), 1f, color);
    }
  }

  private static void addLine(
      XYChart chart, Run run, String suffix, double[] losses, int from, float width, Color color) {
    double[] x = Arrays.copyOfRange(run.minutes(), from, losses.length);
    double[] y = Arrays.copyOfRange(losses, from, losses.length);
    XYSeries line = chart.addSeries(LatentChart.unused(chart, run.name() + suffix), x, y);
    line.setMarker(x.length == 1 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE)
        .setMarkerColor(color)
        .setLineColor(color)
        .setLineStyle(new BasicStroke(width));
  }
}
