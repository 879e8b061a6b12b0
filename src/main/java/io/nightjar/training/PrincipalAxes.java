package io.nightjar.training;

import io.nightjar.CounterRandom;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The directions in which vectors vary most, by subspace iteration from a random start.
 *
 * @param axes of length one and at right angles, by falling variance
 * @param variances along each, 0 or more; 0 where vectors vary in fewer directions
 * @see <a href="https://arxiv.org/abs/0909.4061">Halko, Martinsson and Tropp 2009, algorithm
 *     4.4</a>
 */
@SuppressWarnings("ArrayRecordComponent") // computed with, never compared
record PrincipalAxes(double[][] axes, double[] variances) {
  /** Directions more than asked for, which make the last ones exact sooner. */
  private static final int SPARE = 16;

  private static final int ITERATIONS = 6;

  /** Part of a column's length below which what is left of it is rounding. */
  private static final double NOTHING = 1e-9;

  /**
   * Finds the directions.
   *
   * @param centered (vectors, size), double precision, of mean 0
   * @param count directions; fewer come where there are fewer vectors or numbers
   * @param seed of the random start
   */
  static PrincipalAxes of(INDArray centered, int count, long seed) {
    int most = (int) Math.min(centered.size(0), centered.size(1));
    int width = Math.min(most, count + SPARE);
    double[][] basis = orthonormal(random(width, (int) centered.size(1), seed));
    for (int i = 0; i < ITERATIONS; i++) {
      INDArray along = centered.mmul(columns(basis));
      basis = orthonormal(centered.transpose().mmul(along).transpose().toDoubleMatrix());
    }
    INDArray along = centered.mmul(columns(basis));
    RealMatrix spread = new Array2DRowRealMatrix(along.transpose().mmul(along).toDoubleMatrix());
    return turned(basis, spread.scalarMultiply(1.0 / centered.size(0)), Math.min(count, most));
  }

  /** Within the basis, the axes are where the covariances vanish. */
  private static PrincipalAxes turned(double[][] basis, RealMatrix covariance, int count) {
    EigenDecomposition eigen = new EigenDecomposition(symmetric(covariance));
    double[] values = eigen.getRealEigenvalues();
    int[] order =
        IntStream.range(0, values.length)
            .boxed()
            .sorted((a, b) -> Double.compare(values[b], values[a]))
            .limit(count)
            .mapToInt(Integer::intValue)
            .toArray();
    double[][] axes = new double[count][];
    double[] variances = new double[count];
    for (int k = 0; k < count; k++) {
      axes[k] = combined(basis, eigen.getEigenvector(order[k]).toArray());
      variances[k] = Math.max(0, values[order[k]]);
    }
    return new PrincipalAxes(axes, variances);
  }

  private static RealMatrix symmetric(RealMatrix matrix) {
    return matrix.add(matrix.transpose()).scalarMultiply(0.5);
  }

  private static double[] combined(double[][] basis, double[] weights) {
    double[] sum = new double[basis[0].length];
    for (int j = 0; j < weights.length; j++) {
      addScaled(sum, basis[j], weights[j]);
    }
    return sum;
  }

  private static double[][] random(int count, int size, long seed) {
    float[] draws = new float[size];
    double[][] rows = new double[count][size];
    for (int k = 0; k < count; k++) {
      CounterRandom.gaussians(draws, 0, size, seed, RandomStream.PRINCIPAL_AXES.key(), k);
      for (int i = 0; i < size; i++) {
        rows[k][i] = draws[i];
      }
    }
    return rows;
  }

  /** Gram and Schmidt's, twice for each vector, after which rounding leaves no angle. */
  private static double[][] orthonormal(double[][] rows) {
    for (int k = 0; k < rows.length; k++) {
      double before = Math.sqrt(dot(rows[k], rows[k]));
      for (int pass = 0; pass < 2; pass++) {
        for (int j = 0; j < k; j++) {
          addScaled(rows[k], rows[j], -dot(rows[k], rows[j]));
        }
      }
      double left = Math.sqrt(dot(rows[k], rows[k]));
      double scale = left > NOTHING * before ? 1 / left : 0;
      rows[k] = Arrays.stream(rows[k]).map(value -> value * scale).toArray();
    }
    return rows;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static void addScaled(double[] sum, double[] other, double scale) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += scale * other[i];
    }
  }

  /** (size, rows). */
  private static INDArray columns(double[][] rows) {
    return Nd4j.create(rows).transpose();
  }
}
