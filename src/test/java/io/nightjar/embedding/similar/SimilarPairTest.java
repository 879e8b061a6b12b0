package io.nightjar.embedding.similar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class SimilarPairTest {
  @Test
  void nearestComeFirstAndEqualOnesByUri() {
    SimilarPair near = new SimilarPair("q", "z", 0.1);
    SimilarPair first = new SimilarPair("q", "a", 0.2);
    SimilarPair second = new SimilarPair("q", "b", 0.2);
    SimilarPair far = new SimilarPair("q", "c", 10);

    assertThat(Stream.of(far, second, first, near).sorted())
        .containsExactly(near, first, second, far);
  }

  @Test
  void aPairOfRowsIsTheSameEitherWay() {
    assertThat(SimilarPair.ofRows("b", "a", 1)).isEqualTo(SimilarPair.ofRows("a", "b", 1));
  }
}
