package io.nightjar.embedding.similar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.SharedSpark;
import io.nightjar.embedding.rows.Generation;
import io.nightjar.runtime.Progress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class NearestRowsIT {
  private static final int DIMENSION = 20;

  @BeforeAll
  static void start() {
    SharedSpark.session();
  }

  @ParameterizedTest
  @EnumSource(Measure.class)
  void areThoseOfASortOfAll(Measure measure) {
    Map<String, float[]> vectors = RandomVectors.clustered(300, DIMENSION, 10, 0.3f);
    String uri = "file:///000123.png";
    Point query = Point.of(uri, vectors.get(uri), measure);
    List<SimilarPair> sorted =
        vectors.entrySet().stream()
            .filter(row -> !row.getKey().equals(uri))
            .map(row -> pair(query, Point.of(row.getKey(), row.getValue(), measure), measure))
            .sorted()
            .toList();

    for (int partitions : new int[] {1, 5}) {
      Generation rows = RandomVectors.generation(vectors, DIMENSION, partitions);
      NearestRows nearest = new NearestRows(rows, measure, Progress.none());
      assertThat(nearest.to(uri, vectors.get(uri), 12)).isEqualTo(sorted.subList(0, 12));
      assertThat(nearest.to(uri, vectors.get(uri), 1000)).isEqualTo(sorted).hasSize(299);
    }
  }

  private static SimilarPair pair(Point query, Point row, Measure measure) {
    double squared = query.squaredDistance(row, Double.POSITIVE_INFINITY);
    return new SimilarPair(query.uri(), row.uri(), measure.distance(squared));
  }

  @Test
  void equalDistancesAreInTheOrderOfTheirUris() {
    Map<String, float[]> vectors = new TreeMap<>();
    for (String uri : List.of("e", "a", "d", "b", "c")) {
      vectors.put(uri, new float[] {3, 4});
    }
    Generation rows = RandomVectors.generation(vectors, 2, 3);

    assertThat(new NearestRows(rows, Measure.EUCLIDEAN, Progress.none()).to("c", new float[2], 3))
        .containsExactly(
            new SimilarPair("c", "a", 5),
            new SimilarPair("c", "b", 5),
            new SimilarPair("c", "d", 5));
  }

  @Test
  void zeroVectorsHaveNoDirection() {
    Generation rows =
        RandomVectors.generation(Map.of("zero", new float[2], "one", new float[] {1, 0}), 2, 1);
    NearestRows cosine = new NearestRows(rows, Measure.COSINE, Progress.none());

    assertThat(cosine.to("q", new float[] {2, 0}, 5))
        .containsExactly(new SimilarPair("q", "one", 0));
    assertThatThrownBy(() -> cosine.to("q", new float[2], 5))
        .hasMessage("q has the zero vector, which has no direction: use similar.measure=euclidean");
    assertThat(new NearestRows(rows, Measure.EUCLIDEAN, Progress.none()).to("q", new float[2], 5))
        .containsExactly(new SimilarPair("q", "zero", 0), new SimilarPair("q", "one", 1));
  }

  @Test
  void aVectorOfAnotherSizeIsNamed() {
    Map<String, float[]> vectors = Map.of("long", new float[3], "right", new float[] {1, 0});
    NearestRows nearest =
        new NearestRows(
            RandomVectors.generation(vectors, 2, 1), Measure.EUCLIDEAN, Progress.none());

    assertThatThrownBy(() -> nearest.to("q", new float[2], 1))
        .hasStackTraceContaining("long has a vector of 3 numbers where its model's have 2");
    assertThatThrownBy(() -> nearest.to("q", new float[4], 1))
        .hasMessageContaining("q has a vector of 4 numbers where its model's have 2");
  }
}
