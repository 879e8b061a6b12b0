package io.nightjar.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.nightjar.CounterRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

class EmbeddingMomentsTest {
  private static final int SIZE = 3;

  @Test
  void meansAndDeviationsAreThoseByHand() {
    EmbeddingMoments moments = new EmbeddingMoments(2);
    moments.add(new float[] {1, 5}, 0.25f);
    moments.add(new float[] {2, 5}, 0.5f);
    moments.add(new float[] {6, 5}, 0.75f);

    // Squares about the means: 4 + 1 + 9 = 14, and 0.0625 + 0 + 0.0625; over 3 − 1.
    assertThat(moments.figures())
        .contains(
            new EmbeddingFigures(
                3,
                new EmbeddingFigures.Spread(0.5, 0.25),
                List.of(3.0, 5.0),
                List.of(Math.sqrt(7), 0.0)));
  }

  @Test
  void oneImageHasNoDeviationAndNoneHaveNoFigures() {
    EmbeddingMoments moments = new EmbeddingMoments(1);
    assertThat(moments.figures()).isEmpty();

    moments.add(new float[] {4}, 0.5f);

    assertThat(moments.figures().orElseThrow().latentStddev()).containsExactly(0.0);
    assertThat(moments.figures().orElseThrow().reconstructionError())
        .isEqualTo(new EmbeddingFigures.Spread(0.5, 0));
  }

  @Test
  void rowsWithoutAnErrorGiveNone() {
    EmbeddingMoments moments = new EmbeddingMoments(1);
    moments.add(new float[] {4}, 0.5f);
    moments.add(new float[] {5}, null);

    assertThat(moments.figures().orElseThrow().reconstructionError()).isNull();
    assertThat(moments.figures().orElseThrow().images()).isEqualTo(2);
  }

  @Test
  void partsMergeInAnyOrder() {
    int parts = 7;
    EmbeddingMoments whole = new EmbeddingMoments(SIZE);
    EmbeddingMoments[] ascending = new EmbeddingMoments[parts];
    EmbeddingMoments[] descending = new EmbeddingMoments[parts];
    for (int part = 0; part < parts; part++) {
      ascending[part] = new EmbeddingMoments(SIZE);
      descending[part] = new EmbeddingMoments(SIZE);
      for (int row = 0; row < 100 * part; row++) { // the first one stays empty
        add(whole, part, row);
        add(ascending[part], part, row);
        add(descending[part], part, row);
      }
    }
    EmbeddingMoments up = new EmbeddingMoments(SIZE);
    EmbeddingMoments down = new EmbeddingMoments(SIZE);
    for (int part = 0; part < parts; part++) {
      up.merge(ascending[part]);
      down.merge(descending[parts - 1 - part]);
    }

    assertClose(up, whole);
    assertClose(down, whole);
  }

  /** Far from 0, where squares less the square of the mean would have no digits left. */
  private static void add(EmbeddingMoments moments, int part, int row) {
    float[] vector = new float[SIZE];
    CounterRandom.gaussians(vector, 0, SIZE, part, row);
    vector[1] = 1e4f + vector[1];
    moments.add(vector, vector[0] * vector[0]);
  }

  private static void assertClose(EmbeddingMoments actual, EmbeddingMoments expected) {
    EmbeddingFigures left = actual.figures().orElseThrow();
    EmbeddingFigures right = expected.figures().orElseThrow();
    assertThat(left.images()).isEqualTo(right.images());
    assertThat(left.reconstructionError().mean())
        .isCloseTo(right.reconstructionError().mean(), within(1e-9));
    assertThat(left.reconstructionError().stddev())
        .isCloseTo(right.reconstructionError().stddev(), within(1e-9));
    for (int i = 0; i < SIZE; i++) {
      assertThat(left.latentMean().get(i)).isCloseTo(right.latentMean().get(i), within(1e-9));
      assertThat(left.latentStddev().get(i)).isCloseTo(right.latentStddev().get(i), within(1e-9));
      assertThat(left.latentStddev().get(i)).isBetween(0.9, 1.1);
    }
  }

  @Test
  void refusesVectorsOfAnotherSize() {
    EmbeddingMoments moments = new EmbeddingMoments(2);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> moments.add(new float[1], null))
        .withMessage("1 numbers (expected 2)");
  }
}
