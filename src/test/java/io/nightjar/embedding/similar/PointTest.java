package io.nightjar.embedding.similar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nightjar.CounterRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PointTest {
  private static final double ANY = Double.POSITIVE_INFINITY;

  @Test
  void euclideanDistanceIsTheHypotenuse() {
    assertThat(distance(Measure.EUCLIDEAN, new float[] {1, 1}, new float[] {4, 5})).isEqualTo(5);
  }

  @Test
  void cosineDistanceIsOneLessTheCosine() {
    float[] east = {3, 0};

    assertThat(distance(Measure.COSINE, east, new float[] {0.5f, 0})).isZero();
    assertThat(distance(Measure.COSINE, east, new float[] {0, 2})).isCloseTo(1, within(1e-15));
    assertThat(distance(Measure.COSINE, east, new float[] {-7, 0})).isCloseTo(2, within(1e-15));
    // cos = 3·4 / (3·5)
    assertThat(distance(Measure.COSINE, east, new float[] {4, 3})).isCloseTo(0.2, within(1e-15));
  }

  @Test
  void smallAnglesAreNotLost() {
    // cos of an angle x is 1 - x²/2, so in floats, even in doubles, 1 - cos would be 0 here
    double distance = distance(Measure.COSINE, new float[] {1, 0}, new float[] {1, 1e-9f});

    assertThat(distance).isCloseTo(5e-19, within(1e-24));
  }

  @Test
  void squareOfALimitIsTheLimitsOwn() {
    assertThat(Measure.EUCLIDEAN.squared(5)).isEqualTo(25);
    assertThat(Measure.COSINE.distance(Measure.COSINE.squared(0.3))).isEqualTo(0.3);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 15, 16, 17, 128, 131})
  void everyNumberCountsOnce(int size) {
    float[] a = random(size, 1);
    float[] b = random(size, 2);
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
    }

    Point one = Point.of("a", a, Measure.EUCLIDEAN);
    Point other = Point.of("b", b, Measure.EUCLIDEAN);

    assertThat(one.squaredDistance(other, ANY)).isCloseTo(sum, within(1e-12 * sum));
    assertThat(one.squaredDistance(other, ANY)).isEqualTo(other.squaredDistance(one, ANY));
    assertThat(one.squaredDistance(other, sum / 2)).isGreaterThan(sum / 2);
  }

  @ParameterizedTest
  @EnumSource(Measure.class)
  void onlyDirectionsNeedALength(Measure measure) {
    assertThat(Point.of("zero", new float[3], measure).isMeasurable())
        .isEqualTo(measure == Measure.EUCLIDEAN);
    assertThat(Point.of("tiny", new float[] {0, 1e-38f, 0}, measure).isMeasurable()).isTrue();
  }

  private static double distance(Measure measure, float[] a, float[] b) {
    return measure.distance(
        Point.of("a", a, measure).squaredDistance(Point.of("b", b, measure), ANY));
  }

  private static float[] random(int size, long seed) {
    float[] numbers = new float[size];
    CounterRandom.gaussians(numbers, 0, size, seed);
    return numbers;
  }
}
