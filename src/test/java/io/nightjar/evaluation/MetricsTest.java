package io.nightjar.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightjar.DataSchema;
import io.nightjar.bundle.TestBundles;
import io.nightjar.image.Rejection;
import io.nightjar.model.Autoencoder;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MetricsTest {
  private static final Metrics.Protocol PROTOCOL =
      new Metrics.Protocol(
          "file:///a", "test", "train", 20, 5, 1, "none", 1, "bernoulli", "0".repeat(64), 0.25);

  @Test
  void variationalMetricsKeepToTheSchema() throws IOException {
    Scores scores = Scores.of(twoImages(), TestBundles.model(), 50);
    Probed probed = Probed.leftOut("few").with(List.of(1.0, 0.9, 0.8, 0.7, 0.6, 0.5));

    JsonNode json = written(new Metrics(scores, probed.accuracies(), PROTOCOL));

    assertThat(DataSchema.of("metrics").violations(json)).isEmpty();
    assertThat(json.get("psnr").asDouble()).isCloseTo(20, within(1e-9));
    assertThat(json.get("negative_elbo").asDouble()).isCloseTo(33, within(1e-9));
    assertThat(json.get("kl_per_unit").get(1).asDouble()).isCloseTo(2, within(1e-9));
    assertThat(json.get("importance_weighted_nll").asDouble()).isCloseTo(28, within(1e-9));
    // 26 and 30: a deviation of √8, over √2 images.
    assertThat(json.get("standard_error").asDouble()).isCloseTo(2, within(1e-9));
    assertThat(json.get("pixel_linear_accuracy").asDouble()).isEqualTo(0.5);
    assertThat(json.get("pca_knn5_accuracy").asDouble()).isEqualTo(0.8);
  }

  /** Means of ±0.11 vary by 0.0121, those of ±0.09 by 0.0081; a third is far off but constant. */
  @Test
  void unitsAreActiveIfTheirMeansVary() {
    assertThat(Scores.of(twoImages(), TestBundles.model(), 50).activeUnits()).isEqualTo(1);
  }

  @Test
  void plainMetricsAreNullWhereTheyDoNotApply() throws IOException {
    Autoencoder plain =
        TestBundles.models().filter(m -> !m.latent().variational()).findFirst().orElseThrow();
    ImageScore score = new ImageScore(0, 30, 30, 0, new double[0], new double[0]);
    Scores scores = Scores.of(MetricSums.none(0).with(score), plain, 50);

    JsonNode json = written(new Metrics(scores, ProbeAccuracies.NONE, PROTOCOL));

    assertThat(DataSchema.of("metrics").violations(json)).isEmpty();
    assertThat(json.get("reconstruction_nats").asDouble()).isEqualTo(30);
    assertThat(
            List.of(
                "psnr",
                "negative_elbo",
                "kl_nats",
                "importance_weighted_nll",
                "importance_samples",
                "standard_error",
                "active_units",
                "kl_per_unit",
                "pca_mse",
                "knn5_accuracy"))
        .allSatisfy(name -> assertThat(json.get(name).isNull()).as(name).isTrue());
  }

  @Test
  void scoresThatAreNotFiniteAreRejects() {
    var score = new ImageScore(0.1, 1, Double.NaN, 0, new double[0], new double[0]);
    var unlisted =
        new Rejection(Rejection.Stage.LIST, Rejection.Reason.UNREADABLE, "cannot be listed");

    MetricSums sums = MetricSums.none(0).with(score).plus(MetricSums.none(0).with(unlisted));

    assertThat(sums.examples()).isZero();
    assertThat(sums.rejects()).containsEntry("not-finite", 1L).containsEntry("unreadable", 1L);
    assertThat(sums.read()).isEqualTo(1);
  }

  private static MetricSums twoImages() {
    return MetricSums.none(3)
        .with(score(0.11, 0.09, 26))
        .plus(MetricSums.none(3).with(score(-0.11, -0.09, 30)));
  }

  private static ImageScore score(double first, double second, double weighted) {
    return new ImageScore(
        0.01, 25, 30, weighted, new double[] {1, 2, 0}, new double[] {first, second, 5});
  }

  private static JsonNode written(Metrics metrics) throws IOException {
    return new ObjectMapper().readTree(metrics.toJson());
  }
}
