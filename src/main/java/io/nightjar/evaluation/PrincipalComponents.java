package io.nightjar.evaluation;

import java.io.Serializable;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.mllib.linalg.Matrix;
import org.apache.spark.mllib.linalg.Vector;
import org.apache.spark.mllib.linalg.Vectors;
import org.apache.spark.mllib.linalg.distributed.RowMatrix;
import org.apache.spark.mllib.stat.Statistics;

/**
 * The directions in which images vary most, found by MLlib: the best that a linear autoencoder can
 * do.
 *
 * @param mean image, pixels in [0, 1]
 * @param directions (count, size), orthonormal rows
 */
@SuppressWarnings("ArrayRecordComponent") // broadcast, never compared
record PrincipalComponents(double[] mean, double[][] directions) implements Serializable {
  /**
   * What is below this part of the first singular value is noise: MLlib takes the roots of
   * eigenvalues, which come with an error of 1e-16 or so.
   */
  private static final double RELATIVE_CONDITION = 1e-6;

  /**
   * Fits them. By singular values of the centred images rather than {@code
   * computePrincipalComponents}, which wants a covariance of pixels by pixels in the driver: 1.2 GB
   * for 3x64x64.
   *
   * @param images pixels in [0, 1], one or more
   * @param count wanted; fewer come where the images do not vary in as many directions
   */
  static PrincipalComponents of(JavaRDD<Vector> images, int count) {
    Vector mean = Statistics.colStats(images.rdd()).mean();
    JavaRDD<Vector> centred = images.map(new Centre(mean.toArray()));
    int wanted = Math.min(count, mean.size());
    Matrix found = new RowMatrix(centred.rdd()).computeSVD(wanted, false, RELATIVE_CONDITION).V();
    double[] values = found.toArray(); // by columns, each a direction
    double[][] directions = new double[found.numCols()][mean.size()];
    for (int i = 0; i < directions.length; i++) {
      System.arraycopy(values, i * mean.size(), directions[i], 0, mean.size());
    }
    return new PrincipalComponents(mean.toArray(), directions);
  }

  /** How far an image is along each direction. */
  float[] project(ProbeImage image) {
    double[] centred = centred(image.vector().toArray(), mean);
    float[] components = new float[directions.length];
    for (int i = 0; i < components.length; i++) {
      components[i] = (float) dot(centred, directions[i]);
    }
    return components;
  }

  /** Squared error per pixel value of an image that is rebuilt from its components. */
  double squaredError(ProbeImage image) {
    double[] rest = centred(image.vector().toArray(), mean);
    for (double[] direction : directions) {
      double along = dot(rest, direction);
      for (int i = 0; i < rest.length; i++) {
        rest[i] -= along * direction[i];
      }
    }
    return dot(rest, rest) / rest.length;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double[] centred(double[] image, double[] mean) {
    double[] centred = new double[mean.length];
    for (int i = 0; i < centred.length; i++) {
      centred[i] = image[i] - mean[i];
    }
    return centred;
  }

  private static final class Centre implements Function<Vector, Vector> {
    private static final long serialVersionUID = 1L;

    private final double[] mean;

    Centre(double[] mean) {
      this.mean = mean;
    }

    @Override
    public Vector call(Vector image) {
      return Vectors.dense(centred(image.toArray(), mean));
    }
  }
}
