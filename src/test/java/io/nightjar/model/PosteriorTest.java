package io.nightjar.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nightjar.CounterRandom;
import io.nightjar.runtime.NativeLibraries;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

class PosteriorTest {
  /** One example, two units: μ = (1, −2), σ = (1, ½). */
  private static Posterior posterior() {
    return Posterior.split(Nd4j.create(new double[][] {{1, -2, 0, 2 * Math.log(0.5)}}));
  }

  @BeforeAll
  static void nativeLibraries() {
    NativeLibraries.prepare();
  }

  @Test
  void klIsTheClosedFormByHand() {
    // ½ (1 + 1 − 1 − 0) = ½ and ½ (4 + ¼ − 1 + 2 log 2) = 1.625 + log 2.
    assertThat(posterior().kl(0, 0)).isCloseTo(0.5, within(1e-12));
    assertThat(posterior().kl(0, 1)).isCloseTo(1.625 + Math.log(2), within(1e-12));
    assertThat(posterior().kl()).isCloseTo(2.125 + Math.log(2), within(1e-12));
  }

  @Test
  void klOfThePriorIsZero() {
    assertThat(Posterior.split(Nd4j.zeros(1, 6)).kl()).isZero();
  }

  @Test
  void klAgreesWithItsMonteCarloEstimate() {
    int draws = 200_000;
    float[] noise = new float[2 * draws];
    CounterRandom.gaussians(noise, 0, noise.length, 5);
    double[] mean = {1, -2};
    double[] stddev = {1, 0.5};
    double sum = 0;
    for (int i = 0; i < noise.length; i++) {
      double z = mean[i % 2] + stddev[i % 2] * noise[i];
      sum += -Math.log(stddev[i % 2]) - 0.5 * noise[i] * noise[i] + 0.5 * z * z;
    }
    assertThat(sum / draws).isCloseTo(0.5 + 1.625 + Math.log(2), within(0.02));
  }

  @Test
  void sampleIsMeanPlusDeviationTimesNoise() {
    assertThat(posterior().sample(Nd4j.create(new double[][] {{3, 4}})).toDoubleVector())
        .containsExactly(new double[] {4, 0}, within(1e-12));
  }
}
