package io.nightjar.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.image.PassedOver;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PassedOverCountsTest {
  @Test
  void theCommonestAreToldFirstAndFiveAtMost() {
    PassedOverCounts counts =
        PassedOverCounts.of(
            Map.of(
                ".txt", 1_200L, ".json", 404L, ".a", 2L, ".b", 2L, "(none)", 30L, ".c", 1L, ".d",
                1L));

    assertThat(counts.sentence())
        .isEqualTo(
            "1,640 files that are no images: .txt 1,200, .json 404, (none) 30, .a 2, .b 2,"
                + " (others) 2");
    assertThat(counts.summary()).isEqualTo(".txt=1200 .json=404 (none)=30 .a=2 .b=2 .c=1 .d=1");
    assertThat(PassedOverCounts.of(List.of(new PassedOver(".txt"))).sentence())
        .isEqualTo("1 file that is no image: .txt 1");
    assertThat(PassedOverCounts.NONE.told()).isEmpty();
  }

  @Test
  void aReportNamesFiftyHoweverManyThereAre() {
    Map<String, Long> many = new HashMap<>();
    for (int i = 0; i < 1_000; i++) {
      many.put(".x" + i, 1L + i % 7);
    }
    PassedOverCounts counts = PassedOverCounts.of(many);

    assertThat(counts.reported()).hasSize(51).containsKey(PassedOverCounts.OTHERS);
    assertThat(counts.reported().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(counts.total());
  }

  @Test
  void sumsDoNotDependOnTheirOrder() {
    PassedOverCounts one = PassedOverCounts.of(Map.of(".txt", 1L, ".json", 2L));
    PassedOverCounts two = PassedOverCounts.of(Map.of(".txt", 3L));

    assertThat(one.plus(two)).isEqualTo(two.plus(one));
    assertThat(one.plus(two).byExtension()).isEqualTo(Map.of(".txt", 4L, ".json", 2L));
  }
}
