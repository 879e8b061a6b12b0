package io.nightjar.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MeanImageTest {
  private static final int SIZE = 6;
  private static final int IMAGES = 40;

  static Stream<Likelihood> likelihoods() {
    return Stream.of(
        new BernoulliLikelihood(), new GaussianLikelihood(0.3), new LearnedGaussianLikelihood());
  }

  /** The closed form by moments, beside one image after the other under the same output. */
  @ParameterizedTest
  @MethodSource("likelihoods")
  void costsWhatItsOutputCostsImageByImage(Likelihood likelihood) {
    float[][] fitted = images(1);
    float[][] others = images(2);
    float[] logits = logits(likelihood, moments(fitted));

    double sum = 0;
    for (float[] image : others) {
      sum += likelihood.nats(image, logits, 0);
    }

    assertThat(likelihood.natsOfMeanImage(moments(fitted), moments(others)))
        .isEqualTo(sum / IMAGES, within(1e-4));
  }

  @ParameterizedTest
  @MethodSource("likelihoods")
  void noOtherOutputCostsLessOnTheImagesThatItIsFittedTo(Likelihood likelihood) {
    PixelMoments moments = moments(images(3));
    float[] best = logits(likelihood, moments);
    double least = likelihood.natsOfMeanImage(moments, moments);
    for (int i = 0; i < SIZE; i++) {
      for (float step : new float[] {-0.5f, 0.5f}) {
        float[] moved = best.clone();
        moved[i] += step;
        double sum = 0;
        for (float[] image : images(3)) {
          sum += likelihood.nats(image, moved, 0);
        }
        assertThat(sum / IMAGES).isGreaterThan(least);
      }
    }
  }

  /** By hand: one pixel, black in one of three images and white in two, p = 2.5 / 4. */
  @Test
  void bernoulliByHand() {
    PixelMoments moments = new PixelMoments(3, new double[] {2.0 / 3}, new double[] {2.0 / 9});
    assertThat(new BernoulliLikelihood().natsOfMeanImage(moments, moments))
        .isEqualTo(-2.0 / 3 * Math.log(0.625) - 1.0 / 3 * Math.log(0.375), within(1e-12));
  }

  @Test
  void aPixelThatWasAlwaysBlackCostsSomethingFiniteWhereItIsWhite() {
    PixelMoments black = new PixelMoments(9, new double[] {0}, new double[] {0});
    PixelMoments white = new PixelMoments(9, new double[] {1}, new double[] {0});
    assertThat(new BernoulliLikelihood().natsOfMeanImage(black, white))
        .isEqualTo(Math.log(20), within(1e-12));
  }

  /** The output of a network that gives the mean image whatever it sees. */
  private static float[] logits(Likelihood likelihood, PixelMoments of) {
    float[] logits = new float[likelihood.depth() * SIZE];
    for (int i = 0; i < SIZE; i++) {
      if (likelihood.sigmoid()) {
        double p = (of.images() * of.mean()[i] + 0.5) / (of.images() + 1);
        logits[i] = (float) Math.log(p / (1 - p));
      } else {
        logits[i] = (float) of.mean()[i];
      }
      if (likelihood.depth() == 2) {
        // log variance = b + softplus(r - b), solved for r.
        double b = LearnedGaussianLikelihood.LEAST_LOG_VARIANCE;
        logits[SIZE + i] = (float) (b + Math.log(Math.expm1(Math.log(of.variance()[i]) - b)));
      }
    }
    return logits;
  }

  private static float[][] images(int seed) {
    Random random = new Random(seed);
    float[][] images = new float[IMAGES][SIZE];
    for (float[] image : images) {
      for (int i = 0; i < SIZE; i++) {
        image[i] = (float) Math.pow(random.nextFloat(), i + 1);
      }
    }
    return images;
  }

  private static PixelMoments moments(float[][] images) {
    double[] mean = new double[SIZE];
    double[] variance = new double[SIZE];
    for (int i = 0; i < SIZE; i++) {
      for (float[] image : images) {
        mean[i] += image[i] / images.length;
      }
      for (float[] image : images) {
        variance[i] += Math.pow(image[i] - mean[i], 2) / images.length;
      }
    }
    return new PixelMoments(images.length, mean, variance);
  }
}
