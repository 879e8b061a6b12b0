package io.nightjar.evaluation;

import static io.nightjar.evaluation.ComparisonTable.percent;

import io.nightjar.bundle.LearningVerdict;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * What the figures of one side of a comparison say, in sentences.
 *
 * @param standardCoverage what as many draws of N(0, I) cover of |z| ≤ 2
 * @param column the side
 */
record ColumnFindings(double standardCoverage, ComparisonPage.Column column) {
  /** Deviations between these are called near N(0, I)'s. */
  private static final double LEAST = 0.7;

  private static final double MOST = 1.3;

  /** Of what N(0, I) itself covers: with less, there are gaps. */
  private static final double FILLED = 0.9;

  private LatentFigures figures() {
    return column.figures();
  }

  /** Why the network cannot be judged; nothing where it can. */
  Optional<String> training() {
    LearningVerdict verdict = column.verdict();
    String why = "";
    if (verdict.isNoBetterThanMeanImage()) {
      why =
          "it has learnt nothing%s: a held-out image costs it %,.2f nats, and the mean image for every one %,.2f"
              .formatted(inSteps(), verdict.nats(), verdict.meanImageNats());
    } else if (verdict.hasCollapsed()) {
      why =
          "it does not use its latents%s: none of %d differed from image to image in training (posterior collapse)"
              .formatted(inSteps(), verdict.units());
    } else if (verdict.isShort()) {
      why =
          "%,d steps are too few for a network to learn in (expected %,d or more)"
              .formatted(verdict.steps(), LearningVerdict.FEW_STEPS);
    }
    return why.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s cannot be judged: %s. What follows is of a network as it was then."
                .formatted(column.text(), why));
  }

  private String inSteps() {
    return column.verdict().steps() == 0 ? "" : " in %,d steps".formatted(column.verdict().steps());
  }

  /** How far its units vary, beside N(0, I)'s 1. */
  String scale() {
    return column.text() + (column.variational() ? variationalScale() : plainScale());
  }

  private String variationalScale() {
    List<Integer> used = units(figures()::isInUse);
    if (used.isEmpty()) {
      return ": none of its latents varies over these images by more than a deviation of 0.1, so the decoder does without them.";
    }
    int unused = figures().units() - used.size();
    String start =
        unused == 0
            ? ": its units deviate"
            : ": %d of its %d units hardly vary over these images, by 0.1 or less; the others deviate"
                .formatted(unused, figures().units());
    return "%s by %s over the images and by %s with their posteriors' own width, %s."
        .formatted(
            start,
            range(figures().stddevs(), used),
            range(figures().spreads(), used),
            besideOne(figures().spreads(), used, "near the prior's 1"));
  }

  private String plainScale() {
    List<Integer> varying = units(unit -> figures().stddevs().get(unit) > 0);
    if (varying.isEmpty()) {
      return ": none of its latents varies over these images.";
    }
    int constant = figures().units() - varying.size();
    String start =
        constant == 0
            ? ": its units deviate"
            : ": %d of its %d units do not vary over these images; the others deviate"
                .formatted(constant, figures().units());
    boolean near = isNear(figures().stddevs(), varying);
    return "%s by %s over the images, %s."
        .formatted(
            start,
            range(figures().stddevs(), varying),
            near
                ? "near N(0, I)'s 1, though nothing in its loss holds them there"
                : besideOne(figures().stddevs(), varying, "")
                    + ", which is as good as any scale to its loss");
  }

  private static String besideOne(List<Double> deviations, List<Integer> units, String near) {
    long below = at(deviations, units).filter(deviation -> deviation < LEAST).count();
    long above = at(deviations, units).filter(deviation -> deviation > MOST).count();
    if (below > 0 && above > 0) {
      return "some below N(0, I)'s 1 and some above";
    }
    if (below + above == 0) {
      return near;
    }
    String some = below + above < units.size() ? "some " : "";
    return some + (below > 0 ? "below" : "above") + " N(0, I)'s 1";
  }

  private static boolean isNear(List<Double> deviations, List<Integer> units) {
    return at(deviations, units).allMatch(deviation -> deviation >= LEAST && deviation <= MOST);
  }

  private List<Integer> units(IntPredicate wanted) {
    return IntStream.range(0, figures().units()).filter(wanted).boxed().toList();
  }

  private static DoubleStream at(List<Double> values, List<Integer> units) {
    return units.stream().mapToDouble(values::get);
  }

  private static String range(List<Double> values, List<Integer> units) {
    String least = "%.2f".formatted(at(values, units).min().orElseThrow());
    String most = "%.2f".formatted(at(values, units).max().orElseThrow());
    return least.equals(most) ? least : least + " to " + most;
  }

  /**
   * How much of the prior's mass has data near it; nothing for one latent, which makes no plane.
   */
  Optional<String> gaps() {
    if (!isPlane()) {
      return Optional.empty();
    }
    return Optional.of(
        "%s: %s of the grid over |z| ≤ 2 has data near it, %s at its own scale (N(0, I) itself: %s); %s."
            .formatted(
                column.text(),
                percent(figures().coverage()),
                percent(figures().ownCoverage()),
                percent(standardCoverage),
                whatIsMissing()));
  }

  private String whatIsMissing() {
    String plane = figures().units() > 2 ? " in this plane" : "";
    if (isFilled(figures().coverage())) {
      return isFilled(figures().ownCoverage())
          ? "few gaps%s, if any".formatted(plane)
          : "filled%s where N(0, I)'s mass is, with gaps at its own scale".formatted(plane);
    }
    return isFilled(figures().ownCoverage())
        ? "empty places%s where N(0, I)'s mass is, by scale and place alone".formatted(plane)
        : "gaps%s, and none of these images is near what is decoded there".formatted(plane);
  }

  /** Whether its map has gaps, at one scale or its own. */
  boolean hasGaps() {
    return isPlane() && !(isFilled(figures().coverage()) && isFilled(figures().ownCoverage()));
  }

  private boolean isPlane() {
    return figures().units() > 1;
  }

  private boolean isFilled(double coverage) {
    return coverage >= FILLED * standardCoverage;
  }
}
