package io.nightjar.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.nightjar.CounterRandom;
import io.nightjar.runtime.NativeLibraries;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class LikelihoodTest {
  @BeforeAll
  static void nativeLibraries() {
    NativeLibraries.prepare();
  }

  @Test
  void bernoulliIsTheCrossEntropyByHand() {
    // Two pixels, logits 0 and log 3: probabilities 1/2 and 3/4.
    INDArray pixels = Nd4j.create(new double[][] {{1, 0.25}});
    INDArray logits = Nd4j.create(new double[][] {{0, Math.log(3)}});
    double expected = Math.log(2) - 0.25 * Math.log(0.75) - 0.75 * Math.log(0.25);
    assertThat(new BernoulliLikelihood().nats(pixels, logits).getDouble(0))
        .isCloseTo(expected, within(1e-12));
  }

  @Test
  void bernoulliStaysFiniteForAnyLogit() {
    INDArray pixels = Nd4j.create(new float[][] {{0, 1, 0, 1}});
    INDArray logits = Nd4j.create(new float[][] {{500, -500, -500, 500}});
    assertThat(new BernoulliLikelihood().nats(pixels, logits).getFloat(0)).isEqualTo(1000f);
    assertThat(new BernoulliLikelihood().gradient(pixels, logits).toFloatVector())
        .containsExactly(1, -1, 0, 0);
  }

  @ParameterizedTest
  @MethodSource
  void manyLatentsOfOneImageGiveWhatEachGives(Likelihood likelihood) {
    int size = 784;
    int count = 6;
    float[] pixels = new float[size];
    float[] logits = new float[(count + 1) * likelihood.depth() * size]; // more than are asked for
    for (int i = 0; i < logits.length; i++) {
      pixels[i % size] = (float) CounterRandom.uniform(1, i % size);
      logits[i] = (float) (20 * CounterRandom.uniform(2, i) - 10);
    }
    double[] together = likelihood.natsOfOne(pixels, logits, count);
    assertThat(together).hasSize(count);
    for (int z = 0; z < count; z++) {
      double alone = likelihood.nats(pixels, logits, z);
      assertThat(together[z]).isCloseTo(alone, withinPercentage(1e-4));
    }
  }

  static Stream<Likelihood> manyLatentsOfOneImageGiveWhatEachGives() {
    return Stream.of(
        new BernoulliLikelihood(), new GaussianLikelihood(0.3), new LearnedGaussianLikelihood());
  }

  @Test
  void gaussianIsTheLogDensityByHand() {
    INDArray pixels = Nd4j.create(new double[][] {{0.2, 0.9}});
    INDArray means = Nd4j.create(new double[][] {{0.5, 0.9}});
    double expected = 0.09 / (2 * 0.25) + 2 * (Math.log(0.5) + 0.5 * Math.log(2 * Math.PI));
    assertThat(new GaussianLikelihood(0.5).nats(pixels, means).getDouble(0))
        .isCloseTo(expected, within(1e-12));
  }

  @Test
  void refusesADeviationThatIsNone() {
    assertThatThrownBy(() -> new GaussianLikelihood(0))
        .hasMessageContaining("gaussian-stddev: 0.0");
  }
}
