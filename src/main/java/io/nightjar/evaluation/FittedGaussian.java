package io.nightjar.evaluation;

import io.nightjar.encoding.LatentEncoder;
import io.nightjar.image.RasterImage;
import java.util.List;

/**
 * The Gaussian of the same mean and covariance as the latents of some images, posterior variance
 * included: as near as a Gaussian comes to the aggregate posterior, Σ q(z|x) / N.
 *
 * @param images it is fitted to
 * @param mean of each unit
 * @param factor L, lower triangular, of the covariance L Lᵀ; (size, size)
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record FittedGaussian(int images, double[] mean, double[][] factor)
    implements LatentDistribution {
  /** Of a unit's variance: what is left of it by rounding alone once the others explain it. */
  private static final double ROUNDING = 1e-9;

  /** Fits it to what the encoder makes of images. */
  public static FittedGaussian to(List<RasterImage> images, LatentEncoder network) {
    return of(LatentCloud.of(images, network));
  }

  static FittedGaussian of(LatentCloud cloud) {
    double[] mean = new double[cloud.size()];
    for (int unit = 0; unit < mean.length; unit++) {
      mean[unit] = cloud.mean(unit);
    }
    double[][] covariance = covariance(cloud, mean);
    for (int unit = 0; unit < mean.length; unit++) {
      covariance[unit][unit] += cloud.posteriorVariance(unit);
    }
    return new FittedGaussian(cloud.count(), mean, cholesky(covariance));
  }

  /** Of the posterior means, (size, size). */
  static double[][] covariance(LatentCloud cloud, double[] mean) {
    int size = cloud.size();
    double[][] covariance = new double[size][size];
    for (int image = 0; image < cloud.count(); image++) {
      for (int i = 0; i < size; i++) {
        double deviation = (cloud.at(image, i) - mean[i]) / cloud.count();
        for (int j = 0; j <= i; j++) {
          covariance[i][j] += deviation * (cloud.at(image, j) - mean[j]);
        }
      }
    }
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < i; j++) {
        covariance[j][i] = covariance[i][j];
      }
    }
    return covariance;
  }

  /**
   * Cholesky's factor of a covariance that may be singular: a unit that never varies, or only with
   * others, gets a column of zeros.
   */
  static double[][] cholesky(double[][] covariance) {
    int size = covariance.length;
    double[][] factor = new double[size][size];
    for (int column = 0; column < size; column++) {
      double pivot = rest(covariance, factor, column, column);
      if (!(pivot > ROUNDING * covariance[column][column])) {
        continue;
      }
      for (int row = column; row < size; row++) {
        factor[row][column] = rest(covariance, factor, row, column) / Math.sqrt(pivot);
      }
    }
    return factor;
  }

  /** What the columns before {@code column} leave of an element. */
  private static double rest(double[][] covariance, double[][] factor, int row, int column) {
    double rest = covariance[row][column];
    for (int k = 0; k < column; k++) {
      rest -= factor[row][k] * factor[column][k];
    }
    return rest;
  }

  @Override
  public String text() {
    return "a Gaussian fitted to the latents of %,d images".formatted(images);
  }

  @Override
  public float[] draw(int size, long seed, int index) {
    float[] noise = new StandardGaussian().draw(size, seed, index);
    float[] latent = new float[size];
    for (int row = 0; row < size; row++) {
      double value = mean[row];
      for (int column = 0; column <= row; column++) {
        value += factor[row][column] * noise[column];
      }
      latent[row] = (float) value;
    }
    return latent;
  }

  /**
   * KL of this from N(0, I): ½ (tr Σ + μᵀμ − d − log det Σ), nats; infinite where a unit does not
   * vary. Of two distributions with the same mean and covariance the Gaussian is the nearer.
   */
  double klFromStandard() {
    double sum = 0;
    for (int row = 0; row < mean.length; row++) {
      sum += mean[row] * mean[row] - 1 - 2 * Math.log(factor[row][row]);
      for (double value : factor[row]) {
        sum += value * value;
      }
    }
    return sum / 2;
  }
}
