package io.nightjar.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.nightjar.CounterRandom;
import io.nightjar.bundle.EmbeddingFigures;
import io.nightjar.bundle.EmbeddingFigures.Spread;
import io.nightjar.bundle.EmbeddingMoments;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DriftTest {
  private static final Offset<Double> EXACT = within(1e-12);
  private static final Spread ERROR = new Spread(0.04, 0.02);

  /** Of means, between 100 rows and 400 training images. */
  private static final double CHANCE = 1.0 / 100 + 1.0 / 400;

  /** Of logarithms of deviations, likewise. */
  private static final double STDDEV_CHANCE = 0.5 / 99 + 0.5 / 399;

  private final EmbeddingFigures training = figures(400, ERROR, List.of(0.0, 1.0), 1.0, 2.0);

  @Test
  void shiftsAreThoseByHand() {
    EmbeddingFigures rows =
        figures(100, new Spread(0.06, 0.05), List.of(0.6, 1.0), 1.0, 2 * Math.E);

    Drift drift = Drift.of(rows, training);

    assertThat(drift.reconstructionErrorRatio()).isCloseTo(1.5, EXACT);
    assertThat(drift.reconstructionErrorShift()).isCloseTo(Math.sqrt(1 - CHANCE), EXACT);
    // (0.6² + 0²) / 2, and (0² + 1²) / 2.
    assertThat(drift.latentMeanShift()).isCloseTo(Math.sqrt(0.18 - CHANCE), EXACT);
    assertThat(drift.latentStddevShift()).isCloseTo(Math.sqrt(0.5 - STDDEV_CHANCE), EXACT);
    assertThat(drift.largest()).isEqualTo(drift.reconstructionErrorShift());
    assertThat(drift.summary())
        .containsExactly(
            java.util.Map.entry("nightjar.drift-latent-mean", "0.409268"),
            java.util.Map.entry("nightjar.drift-latent-stddev", "0.702635"),
            java.util.Map.entry("nightjar.drift-reconstruction-error", "0.993730"),
            java.util.Map.entry("nightjar.reconstruction-error-mean", "0.0600000"));
  }

  @Test
  void imagesThatComeBackBetterAreDriftToo() {
    EmbeddingFigures black = figures(100, new Spread(0, 0), List.of(0.0, 1.0), 1.0, 2.0);

    Drift drift = Drift.of(black, training);

    assertThat(drift.reconstructionErrorShift()).isCloseTo(-Math.sqrt(4 - CHANCE), EXACT);
    assertThat(drift.reconstructionErrorRatio()).isZero();
    assertThat(drift.largest()).isEqualTo(-drift.reconstructionErrorShift());
  }

  @Test
  void theSameFiguresAreNoDrift() {
    Drift drift = Drift.of(training, training);

    assertThat(drift.largest()).isZero();
    assertThat(drift.reconstructionErrorRatio()).isEqualTo(1);
  }

  @Test
  void aUnitThatIsNotInUseCountsByTheLargestDeviationAndThinsOutNothing() {
    EmbeddingFigures unused = figures(400, ERROR, List.of(0.0, 0.0), 1.0, 1e-6);

    // Moved by ten thousand of its own deviations, and by a tenth of what a unit counts as.
    EmbeddingFigures little = figures(100, ERROR, List.of(0.0, 0.01), 1.0, 1e-2);
    assertThat(Drift.of(little, unused).latentMeanShift()).isZero();
    assertThat(Drift.of(little, unused).latentStddevShift()).isZero();

    EmbeddingFigures inUse = figures(100, ERROR, List.of(1.0, 0.0), 1.0, 1e-6);
    assertThat(Drift.of(inUse, unused).latentMeanShift())
        .as("not 1/√2: one unit of one moved")
        .isCloseTo(Math.sqrt(1 - CHANCE), within(1e-9));

    EmbeddingFigures woken = figures(100, ERROR, List.of(0.0, 0.5), 1.0, 1.0);
    assertThat(Drift.of(woken, unused).latentMeanShift())
        .isCloseTo(Math.sqrt(25 - CHANCE), within(1e-9));
    assertThat(Drift.of(woken, unused).latentStddevShift())
        .isCloseTo(Math.sqrt(Math.pow(Math.log(10), 2) - STDDEV_CHANCE), EXACT);
  }

  @Test
  void equalImagesAreFiniteDrift() {
    EmbeddingFigures equal = figures(100, new Spread(0.04, 0), List.of(0.0, 1.0), 0.0, 0.0);

    // A deviation counts as a tenth of 2 at least: 1 and 2 over 0.2.
    double squares = (Math.pow(Math.log(5), 2) + Math.pow(Math.log(10), 2)) / 2;
    assertThat(Drift.of(equal, training).latentStddevShift())
        .isCloseTo(Math.sqrt(squares - STDDEV_CHANCE), EXACT);
    assertThat(Drift.of(equal, training).latentMeanShift()).isZero();
  }

  @Test
  void trainingWithoutDeviationsOrErrorsCompareNothing() {
    EmbeddingFigures constant = figures(400, new Spread(0, 0), List.of(0.0, 1.0), 0.0, 0.0);
    EmbeddingFigures noErrors = figures(400, null, List.of(0.0, 1.0), 1.0, 1.0);

    assertThat(Drift.of(training, constant))
        .isEqualTo(new Drift(training, constant, null, null, null, null));
    assertThat(Drift.of(training, constant).largest()).isZero();
    assertThat(Drift.of(noErrors, training).reconstructionErrorShift()).isNull();
    assertThat(Drift.of(noErrors, training).summary())
        .containsOnlyKeys("nightjar.drift-latent-mean", "nightjar.drift-latent-stddev");
    assertThat(Drift.of(training, noErrors).reconstructionErrorRatio()).isNull();
  }

  @Test
  void ofOneImageThereIsAShiftAndNoWarning() {
    EmbeddingFigures one = figures(1, new Spread(0.5, 0), List.of(9.0, 1.0), 0.0, 0.0);

    Drift drift = Drift.of(one, training);

    assertThat(drift.largest()).isPositive().isFinite();
    assertThat(new DriftThreshold(0.5).warning(drift)).isEmpty();
    assertThat(Drift.of(training, one).latentMeanShift()).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 1000})
  void samplesOfOneDistributionDriftByNothingOnAverage(int rows) {
    EmbeddingFigures measured = sample(500, 1);
    double means = 0;
    double stddevs = 0;
    int nights = 100;
    for (int night = 0; night < nights; night++) {
      Drift drift = Drift.of(sample(rows, 2 + night), measured);
      assertThat(drift.largest()).isLessThan(0.5);
      means += drift.latentMeanShift();
      stddevs += drift.latentStddevShift();
    }
    // Without taking out what chance gives: √(1/100 + 1/500) = 0.11, and 0.08.
    assertThat(means / nights).isLessThan(0.05);
    assertThat(stddevs / nights).isLessThan(0.04);
  }

  /** Of 16 Gaussian latent numbers. */
  private static EmbeddingFigures sample(int rows, int key) {
    EmbeddingMoments moments = new EmbeddingMoments(16);
    float[] vector = new float[16];
    for (int row = 0; row < rows; row++) {
      CounterRandom.gaussians(vector, 0, vector.length, key, row);
      moments.add(vector, (float) CounterRandom.uniform(key, row));
    }
    return moments.figures().orElseThrow();
  }

  @Test
  void warnsInOneLineOfManyImagesOnly() {
    Drift many = Drift.of(figures(100, ERROR, List.of(3.0, 1.0), 1.0, 2.0), training);
    Drift few = Drift.of(figures(99, ERROR, List.of(3.0, 1.0), 1.0, 2.0), training);
    Drift barelyMeasured = Drift.of(training, figures(99, ERROR, List.of(3.0, 1.0), 1.0, 2.0));

    assertThat(new DriftThreshold(2).warning(many))
        .hasValue(
            "the 100 new images are unlike those of training: drift 2.12, where"
                + " embed.drift-threshold is 2.0; look at them, and train again if such are to"
                + " stay");
    assertThat(new DriftThreshold(2.2).warning(many)).isEmpty();
    assertThat(new DriftThreshold(2).warning(few)).isEmpty();
    assertThat(new DriftThreshold(0.1).warning(barelyMeasured)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN})
  void refusesThresholdsThatAreNone(double threshold) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DriftThreshold(threshold))
        .withMessageContaining("drift-threshold: ")
        .withMessageContaining("(expected above 0)");
  }

  private static EmbeddingFigures figures(
      long images, Spread error, List<Double> means, Double... stddevs) {
    return new EmbeddingFigures(images, error, means, List.of(stddevs));
  }
}
