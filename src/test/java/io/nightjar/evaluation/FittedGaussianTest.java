package io.nightjar.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nightjar.bundle.Latents;
import org.junit.jupiter.api.Test;

final class FittedGaussianTest {
  /** Mean (1, 2), variances 4 and 1, covariance 1. */
  private static final LatentCloud CLOUD =
      cloud(2, null, 3, 2, -1, 2, 1, 2, 1, 2, 3, 4, -1, 0, 3, 2, -1, 2);

  @Test
  void factorsTheCovariance() {
    double[][] factor = FittedGaussian.cholesky(new double[][] {{4, 2}, {2, 10}});

    assertThat(factor[0]).containsExactly(2, 0);
    assertThat(factor[1]).containsExactly(1, 3);
  }

  @Test
  void givesAUnitThatAnotherExplainsAColumnOfZeros() {
    double[][] factor = FittedGaussian.cholesky(new double[][] {{4, 2, 0}, {2, 1, 0}, {0, 0, 0}});

    assertThat(factor[0]).containsExactly(2, 0, 0);
    assertThat(factor[1]).containsExactly(1, 0, 0);
    assertThat(factor[2]).containsExactly(0, 0, 0);
  }

  @Test
  void drawsWhatHasTheLatentsMeanAndCovariance() {
    FittedGaussian fitted = FittedGaussian.of(CLOUD);
    float[] drawn = new float[2 * 20_000];
    for (int i = 0; i < drawn.length / 2; i++) {
      System.arraycopy(fitted.draw(2, 5, i), 0, drawn, 2 * i, 2);
    }

    LatentCloud sample = cloud(2, null, drawn);
    assertThat(sample.mean(0)).isCloseTo(CLOUD.mean(0), within(0.05));
    assertThat(sample.mean(1)).isCloseTo(CLOUD.mean(1), within(0.05));
    double[][] expected = FittedGaussian.covariance(CLOUD, new double[] {1, 2});
    double[][] actual = FittedGaussian.covariance(sample, fitted.mean());
    for (int row = 0; row < 2; row++) {
      for (int column = 0; column < 2; column++) {
        assertThat(actual[row][column]).isCloseTo(expected[row][column], within(0.08));
      }
    }
    assertThat(fitted.draw(2, 5, 3))
        .isEqualTo(fitted.draw(2, 5, 3))
        .isNotEqualTo(fitted.draw(2, 6, 3));
  }

  @Test
  void measuresItsDistanceFromThePrior() {
    // One unit, mean 1 and variance 4: ½ (4 + 1 − 1 − log 4).
    double expected = 0.5 * (4 - Math.log(4));

    assertThat(FittedGaussian.of(cloud(1, null, 3, -1)).klFromStandard())
        .isCloseTo(expected, within(1e-12));
    // The same variance, half of it the posteriors' own.
    float root = (float) Math.sqrt(2);
    LatentCloud posteriors = cloud(1, new float[] {root, root}, 1 + root, 1 - root);
    assertThat(FittedGaussian.of(posteriors).klFromStandard()).isCloseTo(expected, within(1e-6));
    assertThat(FittedGaussian.of(cloud(1, null, 2, 2)).klFromStandard())
        .isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void sumsTheKlOfEachImagesPosterior() {
    // By hand: ½ (1 + 4 − 1 − log 4) and ½ (0 + 1 − 1 − 0), over two images.
    LatentCloud cloud = cloud(1, new float[] {2, 1}, 1, 0);

    assertThat(cloud.kl()).isCloseTo((4 - Math.log(4)) / 4, within(1e-12));
    assertThat(cloud(1, null, 1, 0).kl()).isNaN();
  }

  static LatentCloud cloud(int size, float[] stddev, float... mean) {
    return new LatentCloud(new Latents(mean.length / size, size, mean, stddev));
  }
}
