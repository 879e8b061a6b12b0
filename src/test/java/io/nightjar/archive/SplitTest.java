package io.nightjar.archive;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nightjar.image.ContentHash;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SplitTest {
  @Test
  void everyContentFallsIntoOneSplitInThePublishedShares() {
    Map<Split, Integer> counts = new EnumMap<>(Split.class);
    for (int i = 0; i < 10_000; i++) {
      ContentHash content = ContentHash.of(String.valueOf(i).getBytes(US_ASCII));
      assertThat(Split.ALL.holds(content)).isTrue();
      for (Split split : EnumSet.complementOf(EnumSet.of(Split.ALL))) {
        if (split.holds(content)) {
          counts.merge(split, 1, Integer::sum);
        }
      }
    }

    assertThat(counts.values().stream().mapToInt(count -> count).sum()).isEqualTo(10_000);
    assertThat(counts.get(Split.TRAIN)).isCloseTo(8_000, within(200));
    assertThat(counts.get(Split.VALIDATION)).isCloseTo(1_000, within(100));
  }

  @Test
  void bordersBelongToTheLaterSplit() {
    assertThat(Split.TRAIN.holds(leading("cccccccc"))).isTrue();
    assertThat(Split.VALIDATION.holds(leading("cccccccd"))).isTrue();
    assertThat(Split.TEST.holds(leading("e6666667"))).isTrue();
    assertThat(Split.TEST.holds(leading("ffffffff"))).isTrue();
  }

  private static ContentHash leading(String digits) {
    return new ContentHash(digits + "0".repeat(56));
  }
}
