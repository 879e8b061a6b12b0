package io.nightjar.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SparkSessionsTest {
  private static final String NAMESPACE = "spark.metrics.namespace";

  /** Spark's own default is the application's id, another one every night. */
  @Test
  void metricsKeepTheirNamesFromRunToRunUnlessToldOtherwise() {
    assertThat(SparkSessions.conf("nightjar train").get(NAMESPACE)).isEqualTo("nightjar-train");

    System.setProperty(NAMESPACE, "ours");
    try {
      assertThat(SparkSessions.conf("nightjar train").get(NAMESPACE)).isEqualTo("ours");
    } finally {
      System.clearProperty(NAMESPACE);
    }
  }
}
