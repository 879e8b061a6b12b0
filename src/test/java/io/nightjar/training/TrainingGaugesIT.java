package io.nightjar.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.SharedSpark;
import io.nightjar.model.Autoencoder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.source.Source;
import org.junit.jupiter.api.Test;
import scala.collection.JavaConverters;

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
        TrainingRun.unsaved("gauges", epoch -> seen.put(epoch.epoch(), gauges())));

    // As the second epoch's end is told, its last round's line is yet to come.
    assertThat(seen.get(2))
        .containsEntry("epoch", 2.0)
        .containsEntry("averaging_frequency", 2.0)
        .containsEntry("learning_rate", 0.01 * Math.sqrt(2))
        .containsKeys("seconds.compute", "seconds.waiting", "images_per_second", "update_norm");
    assertThat(seen.get(2).get("loss")).isPositive();
    assertThat(seen.get(2).get("kl")).isPositive();
    assertThat(seen.get(2).get("validation.negative_elbo")).isPositive();
    assertThat(sources()).as("after the run").isEmpty();
  }

  private static Map<String, Double> gauges() {
    Map<String, Double> values = new TreeMap<>();
    sources()
        .get(0)
        .metricRegistry()
        .getGauges()
        .forEach((name, gauge) -> values.put(name, ((Number) gauge.getValue()).doubleValue()));
    return values;
  }

  private static List<Source> sources() {
    return JavaConverters.seqAsJavaList(
        SparkEnv.get().metricsSystem().getSourcesByName("nightjar").toSeq());
  }
}
