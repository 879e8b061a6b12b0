package io.nightjar.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nightjar.CounterRandom;
import io.nightjar.evaluation.ProbeImage.Feature;
import io.nightjar.runtime.NativeLibraries;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class NeighbourVotesTest {
  private static final int CLASSES = 4;

  @BeforeAll
  static void prepare() {
    NativeLibraries.prepare();
  }

  @Test
  void perfectFeatureIsAlwaysRightAndNoiseIsRightByChance() {
    List<ProbeImage> fitted = images(1, 400);
    List<ProbeImage> measured = images(2, 400);

    assertThat(accuracy(fitted, measured, Feature.LATENTS)).isEqualTo(1);
    assertThat(accuracy(fitted, measured, Feature.COMPONENTS))
        .isCloseTo(1.0 / CLASSES, within(0.08));
  }

  /** Blocks and gemm against one distance after the other. */
  @Test
  void findsWhatALoopFinds() {
    List<ProbeImage> fitted = images(1, 50);
    List<ProbeImage> measured = images(2, 30);
    long right =
        measured.stream()
            .filter(
                image -> {
                  String[] nearest =
                      fitted.stream()
                          .sorted((a, b) -> Double.compare(distance(a, image), distance(b, image)))
                          .limit(NeighbourVotes.NEIGHBOURS)
                          .map(ProbeImage::label)
                          .toArray(String[]::new);
                  return NeighbourVotes.vote(nearest).equals(image.label());
                })
            .count();

    assertThat(new NeighbourVotes(measured, Feature.COMPONENTS).among(fitted).right())
        .isEqualTo(right);
  }

  @Test
  void ofTiedLabelsTheNearestWins() {
    assertThat(NeighbourVotes.vote("a", "b", "b", "c", "c")).isEqualTo("b");
    assertThat(NeighbourVotes.vote("c", "a", "b", "a", "b")).isEqualTo("a");
    assertThat(NeighbourVotes.vote("a", "b", "b", "c", "a")).isEqualTo("a");
    assertThat(NeighbourVotes.vote("d", null, null, null, null)).isEqualTo("d");
  }

  private static double accuracy(
      List<ProbeImage> fitted, List<ProbeImage> measured, Feature feature) {
    return new NeighbourVotes(measured, feature).among(fitted).right() / (double) measured.size();
  }

  private static double distance(ProbeImage a, ProbeImage b) {
    return IntStream.range(0, a.components().length)
        .mapToDouble(i -> Math.pow((double) a.components()[i] - b.components()[i], 2))
        .sum();
  }

  /** Latents lie around their class, components anywhere. */
  private static List<ProbeImage> images(long seed, int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              float[] noise = new float[6];
              CounterRandom.gaussians(noise, 0, 6, seed, i);
              int kind = i % CLASSES;
              float[] latents = {kind * 10 + noise[0], -kind * 10 + noise[1]};
              float[] components = {noise[2], noise[3], noise[4]};
              return new ProbeImage(
                  new ProbeLot(i, i), "class " + kind, new byte[1], latents, components);
            })
        .toList();
  }
}
