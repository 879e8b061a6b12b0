package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.Test;

final class BuildInfoTest {
  @Test
  void tellsWhatWasBuiltAndWhatRuns() {
    Properties properties = new Properties();
    properties.setProperty("version", "0.1.0");
    properties.setProperty("versions.onnxruntime", "1.23.2");

    assertThat(BuildInfo.of(properties).running())
        .containsEntry("nightjar", "0.1.0")
        .containsEntry("onnxruntime", "1.23.2")
        .containsEntry("spark", "3.5.5")
        .containsKey("java");
  }

  @Test
  void livesWithoutTheResource() {
    assertThat(BuildInfo.of(new Properties()).running()).containsEntry("nightjar", "unknown");
  }
}
