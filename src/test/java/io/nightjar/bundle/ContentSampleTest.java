package io.nightjar.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nightjar.image.ContentHash;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ContentSampleTest {
  @Test
  void tellsExactlyWhereAllFits() {
    ContentSample sample = of(0, 100);
    assertThat(overlap(sample, 50, 150)).isEqualTo(new ContentSample.Overlap(100, 50));
    assertThat(overlap(sample, 100, 200).fraction()).isZero();
  }

  @Test
  void estimatesWhereMoreAreSampled() {
    ContentSample sample = of(0, 20_000);
    assertThat(overlap(sample, 0, 20_000).fraction()).isEqualTo(1);
    assertThat(overlap(sample, 20_000, 40_000).fraction()).isZero();
    assertThat(overlap(sample, 10_000, 30_000).fraction()).isCloseTo(0.5, within(0.1));
  }

  @Test
  void nothingTellsOfImagesBeyondTheSample() {
    assertThat(ContentSample.Overlap.NONE.fraction()).isNull();
  }

  @Test
  void partsAddUpToTheWhole() {
    ContentSample.Collector parts = new ContentSample.Collector();
    parts.add(of(0, 3_000));
    parts.add(of(3_000, 10_000));
    assertThat(parts.sample().text()).isEqualTo(of(0, 10_000).text());
  }

  @Test
  void readsBackWhatItWrote() {
    ContentSample sample = of(0, 700);
    assertThat(ContentSample.parse(sample.text()).text()).isEqualTo(sample.text());
    assertThat(sample.text()).hasSizeLessThan(6_000);
  }

  @Test
  void refusesWhatItDidNotWrite() {
    assertThatThrownBy(() -> ContentSample.parse("AAAA"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ContentSample.parse("no base64"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ContentSample.parse("A".repeat(22)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static ContentSample of(int from, int to) {
    ContentSample.Collector collector = new ContentSample.Collector();
    IntStream.range(from, to).forEach(i -> collector.add(sha256(i)));
    return collector.sample();
  }

  private static ContentSample.Overlap overlap(ContentSample sample, int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> sample.overlap(sha256(i)))
        .reduce(ContentSample.Overlap.NONE, ContentSample.Overlap::plus);
  }

  private static String sha256(int i) {
    return ContentHash.of(String.valueOf(i).getBytes(StandardCharsets.UTF_8)).hex();
  }
}
