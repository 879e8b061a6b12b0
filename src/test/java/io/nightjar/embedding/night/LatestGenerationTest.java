package io.nightjar.embedding.night;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class LatestGenerationTest {
  @Test
  void generationsGoByTheirLastNightsAsFarAsThosePropertiesCanBeRead() {
    Map<String, String> properties =
        Map.of(
            "nightjar.generation.aa.last-night", "2026-01-01T00:00:00Z",
            "nightjar.generation.bb.last-night", "2026-03-01T00:00:00Z",
            "nightjar.generation.cc.last-night", "yesterday",
            "nightjar.generation.dd.first-night", "2026-04-01T00:00:00Z",
            "nightjar.generation.last-night", "2026-05-01T00:00:00Z");

    assertThat(Generations.byLatestNight(properties)).containsExactly("bb", "aa");
    assertThat(Generations.byLatestNight(Map.of())).isEmpty();
  }
}
