package io.nightjar.evaluation;

import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;

/**
 * Two directions in latent space to look along. The origin stays where it is and lengths are kept,
 * so that N(0, I) is N(0, I) in the plane too.
 *
 * @param horizontal unit vector, (size)
 * @param vertical unit vector at a right angle to it, (size); all 0 where there is one latent only
 * @param horizontalName what the axis is
 * @param verticalName likewise
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record LatentPlane(
    double[] horizontal, double[] vertical, String horizontalName, String verticalName) {

  /**
   * The units themselves if there are at most two, else the latents' first principal components.
   */
  static LatentPlane of(LatentCloud cloud) {
    int size = cloud.size();
    if (size > 2) {
      return principal(cloud);
    }
    double[] vertical = new double[size];
    vertical[size - 1] = size - 1; // 0 for one latent: a line
    double[] horizontal = new double[size];
    horizontal[0] = 1;
    return new LatentPlane(horizontal, vertical, "u0", size == 2 ? "u1" : " ");
  }

  private static LatentPlane principal(LatentCloud cloud) {
    double[] mean = IntStream.range(0, cloud.size()).mapToDouble(cloud::mean).toArray();
    double[][] covariance = FittedGaussian.covariance(cloud, mean);
    EigenDecomposition eigen = new EigenDecomposition(new Array2DRowRealMatrix(covariance, false));
    double[] variances = eigen.getRealEigenvalues(); // in descending order for a symmetric matrix
    double total = DoubleStream.of(variances).sum();
    return new LatentPlane(
        signed(eigen.getEigenvector(0).toArray()),
        signed(eigen.getEigenvector(1).toArray()),
        name("first", variances[0], total),
        name("second", variances[1], total));
  }

  /** A component's sign is arbitrary: the largest coefficient is made positive. */
  private static double[] signed(double[] component) {
    double largest = 0;
    for (double coefficient : component) {
      largest = Math.abs(coefficient) > Math.abs(largest) ? coefficient : largest;
    }
    double sign = Math.signum(largest);
    return DoubleStream.of(component).map(coefficient -> sign * coefficient).toArray();
  }

  private static String name(String rank, double variance, double total) {
    double percent = total > 0 ? 100 * variance / total : 0;
    return "%s principal component (%.0f%% of the variance)".formatted(rank, percent);
  }

  /** Where each image's latent is seen. */
  PlanePoints points(LatentCloud cloud) {
    return new PlanePoints(along(horizontal, cloud), along(vertical, cloud));
  }

  private static double[] along(double[] direction, LatentCloud cloud) {
    double[] along = new double[cloud.count()];
    for (int image = 0; image < along.length; image++) {
      for (int unit = 0; unit < direction.length; unit++) {
        along[image] += direction[unit] * cloud.at(image, unit);
      }
    }
    return along;
  }
}
