package io.nightjar.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nightjar.CounterRandom;
import io.nightjar.image.ImageShape;
import io.nightjar.runtime.NativeLibraries;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * An example's noise follows from its key alone; different keys, units and uses have independent
 * noise of the right distribution.
 */
class NoiseTest {
  private static final int EXAMPLES = 4_000;
  private static final double RATE = 0.3;
  private static final double CORRUPTION = 0.2;

  private static final Autoencoder MODEL =
      new Autoencoder(
          new DenseArchitecture(List.of(16), Activation.TANH),
          new ImageShape(3, 4, 4),
          new Latent(8, Latent.Kind.VARIATIONAL),
          new Objective(new BernoulliLikelihood(), Targets.BINARIZED, KlWeight.constant(1), 0),
          new Regularization(RATE, CORRUPTION));

  @BeforeAll
  static void nativeLibraries() {
    NativeLibraries.prepare();
  }

  @Test
  void doesNotDependOnTheMinibatchThatAnExampleIsIn() {
    long[] keys = keys(1, 0, 5);
    Minibatch together = batch(keys);
    for (int i = 0; i < keys.length; i++) {
      Minibatch alone = batch(keys[i]);
      assertThat(row(together.pixels(), i)).containsExactly(row(alone.pixels(), 0));
      assertThat(row(together.targets(), i)).containsExactly(row(alone.targets(), 0));
      assertThat(row(together.epsilon(), i)).containsExactly(row(alone.epsilon(), 0));
      assertThat(row(together.dropout(), i)).containsExactly(row(alone.dropout(), 0));
    }
  }

  /** Correlations of n pairs of independent numbers are about 1 / √n. */
  @Test
  void differsByExampleEpochAndUnit() {
    double[] one = epsilon(1, 0);
    assertThat(correlation(one, epsilon(2, 0))).as("epochs").isCloseTo(0, within(0.03));
    assertThat(correlation(one, epsilon(1, 1))).as("examples").isCloseTo(0, within(0.03));
    double[] next = Arrays.copyOfRange(one, 1, one.length);
    assertThat(correlation(Arrays.copyOf(one, next.length), next))
        .as("units")
        .isCloseTo(0, within(0.03));
  }

  @Test
  void epsilonIsStandardGaussian() {
    double[] values = epsilon(1, 0);
    double mean = Arrays.stream(values).average().orElseThrow();
    double square = Arrays.stream(values).map(v -> v * v).average().orElseThrow();
    double fourth = Arrays.stream(values).map(v -> v * v * v * v).average().orElseThrow();
    assertThat(mean).isCloseTo(0, within(0.02));
    assertThat(square).isCloseTo(1, within(0.03));
    assertThat(fourth).isCloseTo(3, within(0.2));
  }

  @Test
  void pixelsAreWhiteAsOftenAsTheyAreBright() {
    INDArray targets = batch(keys(1, 0, EXAMPLES)).targets();
    float[] levels = MinibatchValues.levels(images(1));
    for (int pixel = 0; pixel < levels.length; pixel++) {
      double white = targets.getColumn(pixel).meanNumber().doubleValue();
      assertThat(white).isCloseTo(levels[pixel], within(0.035));
    }
    assertThat(targets.toFloatMatrix()[0]).containsOnly(0, 1);
  }

  @Test
  void unitsAreLeftOutAtTheirRateAndTheOthersMakeUpForIt() {
    INDArray masks = batch(keys(1, 0, EXAMPLES)).dropout();
    assertThat(masks.size(1)).isEqualTo(MODEL.dropoutUnits()).isEqualTo(32);
    assertThat(masks.meanNumber().doubleValue()).isCloseTo(1, within(0.01));
    assertThat(masks.eq(0).castTo(masks.dataType()).meanNumber().doubleValue())
        .isCloseTo(RATE, within(0.01));
  }

  @Test
  void corruptionHidesWholePixelsFromTheEncoderAlone() {
    Minibatch batch = batch(keys(1, 0, EXAMPLES));
    INDArray seen = batch.pixels().reshape(EXAMPLES, 3, 16);
    INDArray whole = batch.targets().reshape(EXAMPLES, 3, 16);
    long hidden = 0;
    for (int pixel = 0; pixel < 16; pixel++) {
      float[][] difference = new float[3][];
      for (int channel = 0; channel < 3; channel++) {
        difference[channel] = whole.get(all(), at(channel), at(pixel)).toFloatVector();
        float[] after = seen.get(all(), at(channel), at(pixel)).toFloatVector();
        for (int i = 0; i < EXAMPLES; i++) {
          hidden += difference[channel][i] == 1 && after[i] == 0 ? 1 : 0;
          assertThat(after[i]).isLessThanOrEqualTo(difference[channel][i]);
        }
      }
    }
    double white = whole.sumNumber().doubleValue();
    assertThat(hidden / white).isCloseTo(CORRUPTION, within(0.01));
  }

  @Test
  void evaluationIsNotCorrupted() {
    Minibatch batch = Minibatch.forEvaluation(MODEL, images(3), keys(1, 0, 3));
    assertThat(batch.pixels().reshape(3, 48)).isEqualTo(batch.targets());
  }

  private static INDArrayIndex all() {
    return NDArrayIndex.all();
  }

  private static INDArrayIndex at(int index) {
    return NDArrayIndex.point(index);
  }

  private static Minibatch batch(long... keys) {
    return Minibatch.forTraining(MODEL, images(keys.length), keys);
  }

  /** The same image again and again: every difference between examples is noise. */
  private static byte[] images(int count) {
    byte[] one = TestModels.images(MODEL, 1);
    byte[] images = new byte[count * one.length];
    for (int i = 0; i < count; i++) {
      System.arraycopy(one, 0, images, i * one.length, one.length);
    }
    return images;
  }

  /** Keys as training makes them. */
  private static long[] keys(int epoch, int first, int count) {
    return LongStream.range(first, first + count)
        .map(position -> CounterRandom.bits(42, 5, epoch, position))
        .toArray();
  }

  private static double[] epsilon(int epoch, int first) {
    return batch(keys(epoch, first, EXAMPLES))
        .epsilon()
        .castTo(DataType.DOUBLE)
        .dup('c')
        .data()
        .asDouble();
  }

  private static float[] row(INDArray batch, int index) {
    return batch
        .reshape(batch.size(0), batch.length() / batch.size(0))
        .getRow(index)
        .toFloatVector();
  }

  private static double correlation(double[] a, double[] b) {
    double product = 0;
    for (int i = 0; i < a.length; i++) {
      product += a[i] * b[i];
    }
    return product / a.length;
  }
}
