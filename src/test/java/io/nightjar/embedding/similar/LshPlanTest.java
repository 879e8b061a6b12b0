package io.nightjar.embedding.similar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nightjar.CounterRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LshPlanTest {
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5, 1, 4, 30})
  void agreementIsHowOftenProjectionsShareABucket(double width) {
    int draws = 200_000;
    float[] projected = new float[draws];
    CounterRandom.gaussians(projected, 0, draws, 5);
    int agreed = 0;
    for (int i = 0; i < draws; i++) {
      double place = CounterRandom.uniform(6, i); // of the first point, in its bucket
      agreed += Math.floor(place + projected[i] / width) == 0 ? 1 : 0;
    }

    assertThat(LshPlan.agreement(width)).isCloseTo(agreed / (double) draws, within(0.004));
  }

  @Test
  void ofAMillionScatteredPointsFewAreLookedAt() {
    LshPlan plan = LshPlan.of(1_000_000, 0.1, fill(1.4)).orElseThrow();

    assertThat(plan.recall()).isBetween(0.99, 1.0);
    assertThat(
            1
                - Math.pow(
                    1 - Math.pow(LshPlan.agreement(plan.width() / 0.1), plan.hashes()),
                    plan.tables()))
        .isEqualTo(plan.recall());
    assertThat(plan.comparisons()).isLessThan(5e11 / 1000);
  }

  @Test
  void thereIsNoneWhereItIsNoLessWork() {
    assertThat(LshPlan.of(1_000_000, 1, fill(1.4))).isEmpty(); // nearly everything is near
    assertThat(LshPlan.of(100, 0.01, fill(1.4))).isEmpty(); // so few that all pairs are cheap
    assertThat(LshPlan.of(1_000_000, 0, fill(0))).isEmpty(); // all points are one
  }

  @Test
  void equalPointsAloneAreFoundToo() {
    LshPlan plan = LshPlan.of(1_000_000, 0, fill(1.4)).orElseThrow();

    assertThat(plan.width()).isPositive();
    assertThat(plan.tables()).isLessThanOrEqualTo(2);
  }

  private static double[] fill(double distance) {
    double[] distances = new double[100];
    Arrays.fill(distances, distance);
    return distances;
  }
}
