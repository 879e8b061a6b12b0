package io.nightjar.evaluation;

import static io.nightjar.evaluation.ComparisonTable.percent;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What the figures of a comparison say, in sentences: what the literature has, where they bear it
 * out, and what they say instead where not.
 *
 * @param standardCoverage what as many draws of N(0, I) cover of |z| ≤ 2
 * @param columns the two sides
 */
record ComparisonFindings(double standardCoverage, List<ComparisonPage.Column> columns) {
  /** Deviations of all units between these are called N(0, I)'s. */
  private static final double LEAST = 0.7;

  private static final double MOST = 1.3;

  /** Of what N(0, I) itself covers: with less, there are gaps. */
  private static final double FILLED = 0.9;

  ComparisonFindings {
    columns = List.copyOf(columns);
  }

  List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    for (ComparisonPage.Column column : columns) {
      sentences.add(scale(column));
      sentences.add(gaps(column));
    }
    sentences.add(order());
    return sentences;
  }

  private static String scale(ComparisonPage.Column column) {
    List<Double> stddevs = column.figures().stddevs();
    double least = Collections.min(stddevs);
    double most = Collections.max(stddevs);
    String text =
        "%s: its units' deviations are %.2f to %.2f; ".formatted(name(column), least, most);
    boolean standard = least >= LEAST && most <= MOST;
    if (column.variational()) {
      return text
          + (standard
              ? "the KL term holds them near the prior's 1."
              : "not the prior's 1, as the KL term would have it: a deviation far below 1 is a unit that the decoder hardly uses.");
    }
    return text
        + (standard
            ? "here that happens to be near 1, though nothing holds it there."
            : "nothing in its loss fixes a scale, so it is arbitrary.");
  }

  private String gaps(ComparisonPage.Column column) {
    LatentFigures figures = column.figures();
    boolean filled = figures.coverage() >= FILLED * standardCoverage;
    boolean ownFilled = figures.ownCoverage() >= FILLED * standardCoverage;
    String text =
        "%s: %s of the grid over |z| ≤ 2 has data near it, %s at its own scale (N(0, I) itself: %s); "
            .formatted(
                name(column),
                percent(figures.coverage()),
                percent(figures.ownCoverage()),
                percent(standardCoverage));
    if (filled && ownFilled) {
      return text + "few gaps, if any.";
    }
    return text
        + (filled
            ? "filled where the prior's mass is, with gaps farther out."
            : "gaps, and what is decoded there no image has taught.");
  }

  private String order() {
    ComparisonPage.Column first = columns.get(0);
    ComparisonPage.Column second = columns.get(1);
    boolean firstNearer = first.figures().distance() < second.figures().distance();
    boolean firstLower = first.figures().mse() < second.figures().mse();
    ComparisonPage.Column nearer = firstNearer ? first : second;
    ComparisonPage.Column lower = firstLower ? first : second;
    String text =
        "Nearer to N(0, I): %s. Lower reconstruction error: %s."
            .formatted(name(nearer), name(lower));
    if (first.variational() == second.variational()) {
      return text;
    }
    boolean expected = nearer.variational() && !lower.variational();
    return text
        + (expected
            ? " So has the literature: the variational one gives up some of the error for its order."
            : " The literature has the variational one nearer and the plain one with the lower"
                + " error: here it is otherwise, which short training or another seed can do.");
  }

  private static String name(ComparisonPage.Column column) {
    return "%s (%s)".formatted(column.kind(), column.name());
  }
}
