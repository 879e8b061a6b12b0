package io.nightjar.embedding.night;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.SharedSpark;
import io.nightjar.TestArchives;
import io.nightjar.TestGauges;
import io.nightjar.bundle.TestBundles;
import io.nightjar.embedding.Drift;
import io.nightjar.embedding.EmbedListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NightGaugesIT {
  @TempDir private Path folder;

  @Test
  void sparksMetricsSystemTellsWhereANightStands() throws IOException {
    SharedSpark.session();
    Path archive = TestArchives.files(folder.resolve("archive"), 20, 12, 9);
    TestArchives.broken(archive);
    var bundle = TestBundles.bundle(TestBundles.model(), folder);
    NightFolder nights = new NightFolder(folder.resolve("warehouse"), bundle);
    List<Map<String, Double>> seen = new ArrayList<>();

    nights.night(archive, watching(seen));

    assertThat(seen).hasSize(2); // as the images are counted, and their drift is measured
    assertThat(seen.get(0))
        .containsEntry("phase", 2.0)
        .containsEntry("images_to_read", 23.0)
        .containsEntry("images_done", 23.0)
        .containsEntry("rejected", 3.0)
        .containsEntry("rows_written", 20.0);
    assertThat(TestGauges.sources()).as("after the night").isEmpty();
  }

  @Test
  void aNightWithoutWorkHasNoImagesToTellOf() throws IOException {
    SharedSpark.session();
    Path archive = TestArchives.files(folder.resolve("archive"), 3, 12, 9);
    var bundle = TestBundles.bundle(TestBundles.model(), folder);
    NightFolder nights = new NightFolder(folder.resolve("warehouse"), bundle);
    nights.night(archive);
    List<Map<String, Double>> seen = new ArrayList<>();

    nights.night(archive, watching(seen));

    assertThat(seen).hasSize(1);
    assertThat(seen.get(0)).containsEntry("phase", 0.0).containsEntry("images_done", Double.NaN);
  }

  private static EmbedListener<NightCounts> watching(List<Map<String, Double>> seen) {
    return new EmbedListener<>() {
      @Override
      public void counted(NightCounts counts) {
        seen.add(TestGauges.values());
      }

      @Override
      public void measured(Drift drift) {
        seen.add(TestGauges.values());
      }
    };
  }
}
