package io.nightjar.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nightjar.CounterRandom;
import io.nightjar.runtime.NativeLibraries;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class PrincipalAxesTest {
  private static final Offset<Double> CLOSE = within(1e-6);

  @BeforeAll
  static void nativeLibraries() {
    NativeLibraries.prepare();
  }

  /** (3, 4)/5 with variance 8, (−4, 3)/5 with variance 2, of four vectors. */
  @Test
  void findsTheAxesOfAnEllipse() {
    double[][] vectors = {{2.4, 3.2}, {-2.4, -3.2}, {-1.6, 1.2}, {1.6, -1.2}};
    PrincipalAxes axes = PrincipalAxes.of(Nd4j.create(vectors), 2, 1);
    assertThat(axes.variances()).containsExactly(new double[] {8, 2}, CLOSE);
    assertThat(Math.abs(axes.axes()[0][0])).isCloseTo(0.6, CLOSE);
    assertThat(Math.abs(axes.axes()[0][1])).isCloseTo(0.8, CLOSE);
    assertThat(axes.axes()[1][0] * axes.axes()[0][0] + axes.axes()[1][1] * axes.axes()[0][1])
        .isCloseTo(0, CLOSE);
  }

  @Test
  void leavesTheErrorOfAllSmallerVariances() {
    INDArray vectors = Nd4j.create(noise(200, 40));
    vectors.subiRowVector(vectors.mean(0));
    PrincipalAxes all = PrincipalAxes.of(vectors, 40, 1);
    PrincipalAxes some = PrincipalAxes.of(vectors, 6, 2);
    assertThat(all.variances()).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    for (int k = 0; k < 6; k++) {
      assertThat(some.variances()[k]).isCloseTo(all.variances()[k], within(1e-3));
    }
    double sum = 0;
    for (double variance : all.variances()) {
      sum += variance;
    }
    assertThat(sum).isCloseTo(vectors.mul(vectors).sumNumber().doubleValue() / 200, CLOSE);
  }

  @Test
  void hasNoMoreThanThereAreVectors() {
    INDArray vectors = Nd4j.create(noise(3, 10));
    vectors.subiRowVector(vectors.mean(0));
    PrincipalAxes axes = PrincipalAxes.of(vectors, 8, 1);
    assertThat(axes.variances()).hasSize(3);
    assertThat(axes.variances()[2]).as("three vectors around their mean").isCloseTo(0, CLOSE);
  }

  /** Columns of falling size. */
  private static double[][] noise(int rows, int columns) {
    double[][] values = new double[rows][columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        values[i][j] = (CounterRandom.uniform(5, i, j) - 0.5) * Math.pow(0.8, j);
      }
    }
    return values;
  }
}
