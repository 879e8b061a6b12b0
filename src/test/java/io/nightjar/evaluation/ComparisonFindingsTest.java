package io.nightjar.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.bundle.LearningVerdict;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each sentence of a comparison beside the figures that it needs. */
final class ComparisonFindingsTest {
  private static final double STANDARD = 0.98;
  private static final double FULL = 0.97;
  private static final double HALF = 0.5;

  private static final LearningVerdict LEARNT = new LearningVerdict(230.0, 260.0, 2, 2, 900);
  private static final Side PLAIN = new Side("plain", false);
  private static final Side VAE = new Side("vae", true);

  /** A column in the making: near N(0, I) and without gaps where nothing else is said. */
  private record Side(
      String name,
      boolean variational,
      LearningVerdict verdict,
      double mse,
      List<Double> stddevs,
      List<Double> spreads,
      double coverage,
      double ownCoverage,
      double distance) {
    Side(String name, boolean variational) {
      this(
          name, variational, LEARNT, 0.02, List.of(0.8, 0.9), List.of(0.95, 1.05), FULL, FULL, 0.1);
    }

    Side judged(LearningVerdict other) {
      return new Side(
          name, variational, other, mse, stddevs, spreads, coverage, ownCoverage, distance);
    }

    Side error(double other) {
      return new Side(
          name, variational, verdict, other, stddevs, spreads, coverage, ownCoverage, distance);
    }

    Side deviating(List<Double> means, List<Double> all) {
      return new Side(name, variational, verdict, mse, means, all, coverage, ownCoverage, distance);
    }

    Side covering(double some, double own) {
      return new Side(name, variational, verdict, mse, stddevs, spreads, some, own, distance);
    }

    Side far(double other) {
      return new Side(
          name, variational, verdict, mse, stddevs, spreads, coverage, ownCoverage, other);
    }

    ComparisonPage.Column column() {
      List<Double> means = stddevs.stream().map(stddev -> 0.0).toList();
      var figures =
          new LatentFigures(mse, means, stddevs, spreads, 3, coverage, ownCoverage, distance);
      return new ComparisonPage.Column(
          name, "f", variational, verdict, figures, null, null, null, List.of(), null);
    }

    ColumnFindings findings() {
      return new ColumnFindings(STANDARD, column());
    }
  }

  private static ComparisonFindings findings(double standard, Side first, Side second) {
    return new ComparisonFindings(2_000, standard, List.of(first.column(), second.column()));
  }

  private static String order(Side first, Side second) {
    List<String> sentences = findings(STANDARD, first, second).sentences();
    return sentences.get(sentences.size() - 1);
  }

  @Test
  void saysWhyANetworkCannotBeJudged() {
    assertThat(VAE.findings().training()).isEmpty();
    assertThat(VAE.judged(new LearningVerdict(null, null, null, 2, 0)).findings().training())
        .isEmpty();
    assertThat(VAE.judged(new LearningVerdict(260.5, 260.0, 0, 2, 64)).findings().training())
        .hasValueSatisfying(
            text ->
                assertThat(text)
                    .startsWith("Variational autoencoder (vae) cannot be judged: it has learnt")
                    .contains("nothing in 64 steps", "260.50 nats", "every one 260.00"));
    assertThat(VAE.judged(new LearningVerdict(260.5, 260.0, 0, 2, 0)).findings().training())
        .hasValueSatisfying(text -> assertThat(text).contains("learnt nothing: a held-out"));
    assertThat(VAE.judged(new LearningVerdict(230.0, 260.0, 0, 2, 64)).findings().training())
        .hasValueSatisfying(
            text -> assertThat(text).contains("does not use its latents in 64 steps: none of 2"));
    assertThat(PLAIN.judged(new LearningVerdict(230.0, 260.0, null, 2, 199)).findings().training())
        .hasValueSatisfying(text -> assertThat(text).contains("199 steps are too few"));
    assertThat(PLAIN.judged(new LearningVerdict(230.0, 260.0, null, 2, 200)).findings().training())
        .isEmpty();
  }

  @Test
  void callsAVariationalScaleWhatItIs() {
    assertThat(VAE.findings().scale())
        .isEqualTo(
            "Variational autoencoder (vae): its units deviate by 0.80 to 0.90 over the images and"
                + " by 0.95 to 1.05 with their posteriors' own width, near the prior's 1.");
    assertThat(VAE.deviating(List.of(0.5, 0.5), List.of(0.6, 0.9)).findings().scale())
        .contains("by 0.50 over the images")
        .endsWith("width, some below N(0, I)'s 1.");
    assertThat(VAE.deviating(List.of(0.5, 0.5), List.of(0.6, 0.65)).findings().scale())
        .endsWith("width, below N(0, I)'s 1.");
    assertThat(VAE.deviating(List.of(1.4, 1.0), List.of(1.45, 1.1)).findings().scale())
        .endsWith("width, some above N(0, I)'s 1.");
    assertThat(VAE.deviating(List.of(0.4, 1.4), List.of(0.5, 1.45)).findings().scale())
        .endsWith("some below N(0, I)'s 1 and some above.");
  }

  /** An unused unit deviates by next to nothing, and its posteriors are the prior. */
  @Test
  void namesUnusedUnitsOnlyWhereThereAreSome() {
    assertThat(VAE.deviating(List.of(0.05, 0.9), List.of(1.0, 1.0)).findings().scale())
        .contains("1 of its 2 units hardly vary over these images, by 0.1 or less; the others")
        .endsWith("near the prior's 1.");
    assertThat(VAE.deviating(List.of(0.05, 0.02), List.of(1.0, 1.0)).findings().scale())
        .contains("none of its latents varies")
        .contains("does without them");
    assertThat(VAE.findings().scale()).doesNotContain("hardly");
  }

  @Test
  void callsAPlainScaleArbitraryEvenWhereItIsNearOne() {
    assertThat(PLAIN.findings().scale()).contains("0.80 to 0.90").contains("though nothing");
    assertThat(PLAIN.deviating(List.of(3.0, 9.0), List.of(3.0, 9.0)).findings().scale())
        .contains("images, above N(0, I)'s 1, which is as good as any scale to its loss");
    assertThat(PLAIN.deviating(List.of(0.0, 0.01), List.of(0.0, 0.01)).findings().scale())
        .contains("1 of its 2 units do not vary")
        .contains("below N(0, I)'s 1");
    assertThat(PLAIN.deviating(List.of(0.0, 0.0), List.of(0.0, 0.0)).findings().scale())
        .endsWith("none of its latents varies over these images.");
  }

  @Test
  void tellsGapsFromScale() {
    assertThat(VAE.findings().gaps().orElseThrow())
        .contains("97% of the grid", "97% at its own scale", "itself: 98%")
        .endsWith("few gaps, if any.");
    assertThat(VAE.covering(FULL, HALF).findings().gaps().orElseThrow())
        .endsWith("filled where N(0, I)'s mass is, with gaps at its own scale.");
    assertThat(VAE.covering(HALF, FULL).findings().gaps().orElseThrow())
        .endsWith("by scale and place alone.");
    assertThat(VAE.covering(HALF, HALF).findings().gaps().orElseThrow())
        .endsWith("gaps, and none of these images is near what is decoded there.");
    assertThat(VAE.deviating(List.of(1.0, 1.0, 1.0), List.of(1.0, 1.0, 1.0)).findings().gaps())
        .hasValueSatisfying(text -> assertThat(text).endsWith("few gaps in this plane, if any."));
    assertThat(VAE.deviating(List.of(1.0), List.of(1.0)).findings().gaps()).isEmpty();
  }

  @Test
  void doesNotTellGapsFromChanceByAFewImages() {
    List<String> few = findings(0.2, PLAIN.covering(0.1, 0.1), VAE).sentences();
    assertThat(few).anyMatch(text -> text.contains("too few to tell gaps from chance"));
    assertThat(few).noneMatch(text -> text.contains("gaps, and none"));
    assertThat(findings(0.2, PLAIN.covering(0.1, 0.1), VAE).hasGaps()).isFalse();
    assertThat(findings(STANDARD, PLAIN.covering(HALF, FULL), VAE).hasGaps()).isTrue();
    assertThat(findings(STANDARD, PLAIN, VAE).hasGaps()).isFalse();
    assertThat(findings(STANDARD, PLAIN, VAE).sentences())
        .noneMatch(text -> text.contains("too few"));
  }

  @Test
  void holdsTheirOrderAgainstTheLiterature() {
    assertThat(order(PLAIN.far(5).error(0.01), VAE))
        .contains("Nearer to N(0, I): Variational autoencoder (vae). Lower reconstruction error:")
        .contains("Lower reconstruction error: Plain autoencoder (plain). So has the literature");
    assertThat(order(VAE, PLAIN.far(5).error(0.01))).contains("So has the literature");
    assertThat(order(PLAIN.far(5).error(0.03), VAE)).contains("here it is otherwise");
    assertThat(order(PLAIN.far(0.01).error(0.01), VAE)).contains("here it is otherwise");
    assertThat(order(VAE.far(5), VAE)).doesNotContain("literature");
    var few = new LearningVerdict(230.0, 260.0, null, 2, 10);
    assertThat(order(PLAIN.far(5).error(0.01).judged(few), VAE))
        .doesNotContain("literature")
        .endsWith(
            "says nothing of the two kinds, for Plain autoencoder (plain) cannot be judged yet.");
  }

  @Test
  void callsFiguresAlikeThatAre() {
    assertThat(order(PLAIN.error(0.0201), VAE))
        .startsWith("Nearer to N(0, I): neither, they are alike.")
        .contains("Lower reconstruction error: neither, they are alike.")
        .contains("here it is otherwise");
    double infinite = Double.POSITIVE_INFINITY;
    assertThat(order(PLAIN.far(infinite), VAE.far(infinite)))
        .startsWith("Nearer to N(0, I): neither has a finite figure.");
    assertThat(order(PLAIN.far(infinite), VAE)).startsWith("Nearer to N(0, I): Variational");
    assertThat(order(PLAIN.error(Double.NaN), VAE)).contains("error: Variational");
  }

  @Test
  void doesNotRankBundlesOfOtherSizes() {
    Side three = VAE.deviating(List.of(1.0, 1.0, 1.0), List.of(1.0, 1.0, 1.0));

    assertThat(order(PLAIN, three)).startsWith("They have 2 and 3 latents, so neither");
  }

  @Test
  void introducesWhatIsCompared() {
    assertThat(notes(PLAIN, VAE).introduction()).contains("A plain").contains("the difference");
    assertThat(notes(VAE, VAE).introduction())
        .startsWith("Both are variational")
        .doesNotContain("lain autoencoder");
    assertThat(notes(PLAIN, PLAIN).introduction())
        .startsWith("Both are plain")
        .doesNotContain("posterior");
  }

  @Test
  void notesFollowFromLatentsAndGaps() {
    Side one = VAE.deviating(List.of(1.0), List.of(1.0));

    assertThat(notes(PLAIN, VAE).circles()).contains("39%").doesNotContain("68%");
    assertThat(notes(one, one).circles()).contains("68%").doesNotContain("39%");
    assertThat(notes(one, VAE).circles()).contains("39%", "68%");
    assertThat(notes(PLAIN, VAE).samples()).contains("the same draws left and right");
    assertThat(notes(one, VAE).samples()).doesNotContain("the same draws");
    assertThat(notes(PLAIN, VAE).interpolations()).doesNotContain("gap");
    assertThat(notes(PLAIN.covering(HALF, HALF), VAE).interpolations()).contains("crosses a gap");
    assertThat(notes(PLAIN, VAE).reconstructions()).contains("back from 2 numbers:");
    assertThat(notes(one, VAE).reconstructions()).contains("back from one number and 2 numbers:");
  }

  private static ComparisonNotes notes(Side first, Side second) {
    ComparisonFindings findings = findings(STANDARD, first, second);
    return new ComparisonNotes(findings.columns(), findings);
  }
}
