package io.nightjar.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.model.GradientClipping;
import io.nightjar.model.LearningRate;
import io.nightjar.model.Optimizer;
import io.nightjar.model.StepRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run's options in terms of steps. */
class StepOptionsTest {

  @ParameterizedTest
  @CsvSource({"NONE,4,0.5", "SQUARE_ROOT,1,0.5", "SQUARE_ROOT,4,1", "LINEAR,4,2"})
  void theStepSizeGrowsWithTheWorkers(StepOptions.Scaling scaling, int workers, double rate) {
    assertThat(options(scaling, 0, StepOptions.Decay.NONE).rule(workers, 10, () -> 100))
        .isEqualTo(rule(LearningRate.constant(rate), scaling.of(workers)));
  }

  @Test
  void epochsBecomeSteps() {
    assertThat(
            options(StepOptions.Scaling.NONE, 2, StepOptions.Decay.COSINE).rule(2, 10, () -> 100))
        .isEqualTo(rule(new LearningRate(0.5, 20, 80, 0.25), 1));
  }

  @Test
  void stepsAreNotCountedWhereTheStepSizeIsConstant() {
    options(StepOptions.Scaling.NONE, 0, StepOptions.Decay.NONE)
        .rule(
            1,
            Integer.MAX_VALUE,
            () -> {
              throw new AssertionError("counted");
            });
  }

  @Test
  void refusesAWeightDecayBelowNone() {
    assertThatThrownBy(
            () ->
                new StepOptions(
                    Optimizer.ADAM,
                    0.1,
                    StepOptions.Scaling.NONE,
                    0,
                    StepOptions.Decay.NONE,
                    0,
                    GradientClipping.NONE,
                    -1))
        .hasMessageContaining("weight-decay: -1.0 (expected 0 or more)");
  }

  private static StepOptions options(
      StepOptions.Scaling scaling, double warmup, StepOptions.Decay decay) {
    return new StepOptions(
        Optimizer.SGD, 0.5, scaling, warmup, decay, 0.25, GradientClipping.NONE, 0);
  }

  private static StepRule rule(LearningRate rate, double scale) {
    LearningRate floored =
        new LearningRate(rate.peak(), rate.warmupSteps(), rate.decaySteps(), 0.25 * scale);
    return new StepRule(Optimizer.SGD, floored, GradientClipping.NONE);
  }
}
