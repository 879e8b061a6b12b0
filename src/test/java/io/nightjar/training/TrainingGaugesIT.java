package io.nightjar.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.SharedSpark;
import io.nightjar.TestGauges;
import io.nightjar.model.Autoencoder;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainingGaugesIT {
  @Test
  void sparksMetricsSystemHasTheLastRoundsNumbers() {
    Autoencoder model = TestTraining.variational();
    TrainingOptions options = new TrainingOptions(2, 2, 5, 2, 0.01, 3, 0.2, 1);
    SharedSpark.context();
    Map<Integer, Map<String, Double>> seen = new HashMap<>();

    TestTraining.run(
        model,
        options,
        TestTraining.images(model, 3),
        2,
        TrainingRun.unsaved("gauges", epoch -> seen.put(epoch.epoch(), TestGauges.values())));

    // As the second epoch's end is told, its last round's line is yet to come.
    assertThat(seen.get(2))
        .containsEntry("epoch", 2.0)
        .containsEntry("averaging_frequency", 2.0)
        .containsEntry("learning_rate", 0.01 * Math.sqrt(2))
        .containsKeys("seconds.compute", "seconds.waiting", "images_per_second", "update_norm");
    assertThat(seen.get(2).get("loss")).isPositive();
    assertThat(seen.get(2).get("kl")).isPositive();
    assertThat(seen.get(2).get("validation.negative_elbo")).isPositive();
    assertThat(TestGauges.sources()).as("after the run").isEmpty();
  }
}
