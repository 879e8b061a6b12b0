package io.nightjar.embedding.similar;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.SharedSpark;
import io.nightjar.embedding.rows.Generation;
import io.nightjar.runtime.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NearDuplicatesIT {
  private static final int ROWS = 5_000;
  private static final int DIMENSION = 32;
  private static final int GROUP = 4;

  @BeforeAll
  static void start() {
    SharedSpark.session();
  }

  @ParameterizedTest
  @CsvSource({"COSINE, 0.002", "EUCLIDEAN, 0.35"})
  void hashingFindsWhatLookingAtEveryPairFinds(Measure measure, double distance) {
    Map<String, float[]> vectors = RandomVectors.clustered(ROWS, DIMENSION, GROUP, 0.04f);
    List<SimilarPair> every = everyPair(vectors, measure, distance);
    Generation rows = RandomVectors.generation(vectors, DIMENSION, 3);

    SimilarPairs exact = find(rows, new DuplicateOptions(measure, distance, ROWS));
    SimilarPairs hashed = find(rows, new DuplicateOptions(measure, distance, 0));

    assertThat(every).hasSizeBetween(2_000, 7_400); // of the groups' 7,500
    assertThat(exact.method()).isEqualTo("exact");
    assertThat(exact.count()).isEqualTo(every.size());
    assertThat(exact.all().collect()).containsExactlyInAnyOrderElementsOf(every);
    assertThat(exact.nearest(7)).isEqualTo(every.subList(0, 7));
    assertThat(hashed.method()).startsWith("by LSH, ");
    List<SimilarPair> found = hashed.all().collect();
    assertThat(every).containsAll(found);
    assertThat(found).doesNotHaveDuplicates().hasSizeGreaterThan((int) (0.985 * every.size()));
  }

  private static List<SimilarPair> everyPair(
      Map<String, float[]> vectors, Measure measure, double distance) {
    List<Point> points = new ArrayList<>();
    vectors.forEach((uri, vector) -> points.add(Point.of(uri, vector, measure)));
    List<SimilarPair> pairs = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      for (int j = 0; j < i; j++) {
        double squared = points.get(i).squaredDistance(points.get(j), Double.POSITIVE_INFINITY);
        if (measure.distance(squared) <= distance) {
          pairs.add(
              new SimilarPair(points.get(j).uri(), points.get(i).uri(), measure.distance(squared)));
        }
      }
    }
    return pairs.stream().sorted().toList();
  }

  @ParameterizedTest
  @CsvSource({"9", "0"})
  void equalVectorsArePairedOnceAndZeroVectorsLeftOut(long exactRows) {
    Map<String, float[]> vectors = new TreeMap<>();
    for (int i = 0; i < 3; i++) {
      vectors.put("same-" + i, new float[] {1 + i, 1 + i}); // of one direction
      vectors.put("zero-" + i, new float[2]);
    }
    vectors.put("other", new float[] {0, 1});
    Generation rows = RandomVectors.generation(vectors, 2, 2);

    SimilarPairs pairs = find(rows, new DuplicateOptions(Measure.COSINE, 1e-6, exactRows));

    assertThat(pairs.unmeasured()).isEqualTo(3);
    assertThat(pairs.all().collect())
        .extracting(pair -> pair.uri() + " " + pair.similarUri())
        .containsExactlyInAnyOrder("same-0 same-1", "same-0 same-2", "same-1 same-2");
  }

  @Test
  void blocksOfManyPartsGiveWhatOneGives() {
    Map<String, float[]> vectors = RandomVectors.clustered(9_000, 4, 2, 0.001f);
    Generation rows = RandomVectors.generation(vectors, 4, 2); // three blocks

    SimilarPairs pairs = find(rows, new DuplicateOptions(Measure.EUCLIDEAN, 0.01, 9_000));

    assertThat(pairs.all().collect())
        .containsExactlyInAnyOrderElementsOf(everyPair(vectors, Measure.EUCLIDEAN, 0.01));
  }

  private static SimilarPairs find(Generation rows, DuplicateOptions options) {
    return new NearDuplicates(rows, options, Progress.none()).find();
  }
}
