package io.nightjar.embedding;

import io.nightjar.bundle.EmbeddingFigures;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How far a run's new rows are from the images that its bundle was measured on. Each shift is less
 * what chance gives samples of these two sizes: without drift the square of what is left is 0 on
 * average, and so is most often the shift; with many images it is what they differ by.
 *
 * <p>A unit of the embedding that hardly varied over the training images, as a variational
 * autoencoder leaves those that it does not use, would turn any change into a huge one. So a
 * deviation counts as at least {@link #INACTIVE} of the largest, and root mean squares are taken
 * over the units above that: the others add to them once they move by what the units in use would
 * notice, and do not thin them out.
 *
 * @param rows of the run
 * @param training of the bundle
 * @param reconstructionErrorRatio the rows' mean over training's; null where rows have no error or
 *     training's is 0
 * @param reconstructionErrorShift the rows' mean less training's, in training's deviations over
 *     images; null where rows have no error or training's deviation is 0
 * @param latentMeanShift root mean square over the units of how far their means moved, in
 *     training's deviations; null where training has none
 * @param latentStddevShift (null too for fewer than 30 images) root mean square over the units of
 *     the natural logarithm of the rows' deviation over training's; null likewise
 */
public record Drift(
    EmbeddingFigures rows,
    EmbeddingFigures training,
    Double reconstructionErrorRatio,
    Double reconstructionErrorShift,
    Double latentMeanShift,
    Double latentStddevShift) {
  /** Of the largest deviation: what varies less is not in use. */
  static final double INACTIVE = 0.1;

  /** Deviations of fewer are smaller than chance alone tells. */
  private static final int FEWEST_FOR_DEVIATIONS = 30;

  /** Compares a run's rows with the figures of its bundle, which are of as many latent numbers. */
  public static Drift of(EmbeddingFigures rows, EmbeddingFigures training) {
    double chance = 1.0 / rows.images() + 1.0 / training.images();
    EmbeddingFigures.Spread error = rows.reconstructionError();
    EmbeddingFigures.Spread before = training.reconstructionError();
    boolean compared = error != null && before != null;
    Units units = Units.of(training);
    return new Drift(
        rows,
        training,
        compared && before.mean() > 0 ? Double.valueOf(error.mean() / before.mean()) : null,
        compared && before.stddev() > 0
            ? Double.valueOf(beyondChance((error.mean() - before.mean()) / before.stddev(), chance))
            : null,
        units.active() > 0 ? Double.valueOf(units.meanShift(rows, chance)) : null,
        units.active() > 0 && Math.min(rows.images(), training.images()) >= FEWEST_FOR_DEVIATIONS
            ? Double.valueOf(units.stddevShift(rows))
            : null);
  }

  /**
   * What is left of a shift.
   *
   * @param chance the mean square of such shifts without drift
   * @return of the same sign, 0 where the shift is no larger than that
   */
  private static double beyondChance(double shift, double chance) {
    double left = shift * shift - chance;
    return left > 0 ? Math.copySign(Math.sqrt(left), shift) : 0;
  }

  /** The largest of the shifts, whichever way; 0 if there is none. */
  public double largest() {
    return Stream.of(reconstructionErrorShift, latentMeanShift, latentStddevShift)
        .flatMapToDouble(
            shift -> shift == null ? DoubleStream.empty() : DoubleStream.of(Math.abs(shift)))
        .max()
        .orElse(0);
  }

  /** For a snapshot's summary: what is not null. */
  public Map<String, String> summary() {
    Map<String, String> summary = new TreeMap<>();
    EmbeddingFigures.Spread error = rows.reconstructionError();
    put(summary, "reconstruction-error-mean", error == null ? null : error.mean());
    put(summary, "drift-reconstruction-error", reconstructionErrorShift);
    put(summary, "drift-latent-mean", latentMeanShift);
    put(summary, "drift-latent-stddev", latentStddevShift);
    return summary;
  }

  private static void put(Map<String, String> summary, String name, Double value) {
    if (value != null) {
      summary.put("nightjar." + name, String.format(Locale.ROOT, "%.6g", value));
    }
  }

  /**
   * The embedding's numbers over the training images.
   *
   * @param least what a deviation counts as, at least
   * @param active how many vary more than that
   */
  private record Units(EmbeddingFigures training, double least, int active) {

    static Units of(EmbeddingFigures training) {
      List<Double> stddevs = training.latentStddev();
      double least = INACTIVE * stddevs.stream().mapToDouble(Double::doubleValue).max().orElse(0);
      int active = (int) stddevs.stream().filter(stddev -> stddev > least).count();
      return new Units(training, least, active);
    }

    double meanShift(EmbeddingFigures rows, double chance) {
      double squares =
          sum(
              unit -> {
                double moved = rows.latentMean().get(unit) - training.latentMean().get(unit);
                return square(moved / scale(training, unit));
              });
      // 1 for a unit above the least, below it less: it varies less than it is measured by.
      double expected =
          sum(unit -> square(training.latentStddev().get(unit) / scale(training, unit)));
      return beyondChance(Math.sqrt(squares / active), chance * expected / active);
    }

    double stddevShift(EmbeddingFigures rows) {
      double squares = sum(unit -> square(Math.log(scale(rows, unit) / scale(training, unit))));
      // A sample's log deviation varies by 1 / 2 (n − 1), if it is Gaussian.
      double chance = 0.5 / Math.max(1, rows.images() - 1) + 0.5 / (training.images() - 1);
      return beyondChance(Math.sqrt(squares / active), chance);
    }

    private double scale(EmbeddingFigures figures, int unit) {
      return Math.max(least, figures.latentStddev().get(unit));
    }

    private double sum(IntToDoubleFunction unit) {
      return IntStream.range(0, training.latentSize()).mapToDouble(unit).sum();
    }

    private static double square(double value) {
      return value * value;
    }
  }
}
