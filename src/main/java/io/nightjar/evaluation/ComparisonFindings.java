package io.nightjar.evaluation;

import static io.nightjar.evaluation.ComparisonTable.percent;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What the figures of a comparison say, in sentences: first whether the networks can be judged at
 * all, then each side's scale and gaps, then their order beside what the literature has. No
 * sentence says more than its figures.
 *
 * @param images that the figures are of
 * @param standardCoverage what as many draws of N(0, I) cover of |z| ≤ 2
 * @param columns the two sides
 */
record ComparisonFindings(
    int images, double standardCoverage, List<ComparisonPage.Column> columns) {
  /** Where as many draws of N(0, I) cover less than this, gaps are what chance leaves. */
  private static final double ENOUGH = 0.5;

  /** Of the larger of two figures: a smaller difference is none. */
  private static final double ALIKE = 0.01;

  ComparisonFindings {
    columns = List.copyOf(columns);
  }

  List<String> sentences() {
    List<ColumnFindings> sides =
        columns.stream().map(column -> new ColumnFindings(standardCoverage, column)).toList();
    List<String> sentences = new ArrayList<>();
    sides.forEach(side -> side.training().ifPresent(sentences::add));
    if (hasTooFewImages()) {
      sentences.add(
          "%,d images are too few to tell gaps from chance: as many draws of N(0, I) have %s of the grid over |z| ≤ 2 near them."
              .formatted(images, percent(standardCoverage)));
    }
    for (ColumnFindings side : sides) {
      sentences.add(side.scale());
      Optional.of(side)
          .filter(any -> !hasTooFewImages())
          .flatMap(ColumnFindings::gaps)
          .ifPresent(sentences::add);
    }
    sentences.add(order());
    return sentences;
  }

  private boolean hasTooFewImages() {
    return standardCoverage < ENOUGH;
  }

  /** Whether the figures show a gap in one of the maps. */
  boolean hasGaps() {
    return !hasTooFewImages()
        && columns.stream().anyMatch(c -> new ColumnFindings(standardCoverage, c).hasGaps());
  }

  private String order() {
    ComparisonPage.Column first = columns.get(0);
    ComparisonPage.Column second = columns.get(1);
    if (first.figures().units() != second.figures().units()) {
      return "They have %d and %d latents, so neither their distances from N(0, I) nor their errors say which is better."
          .formatted(first.figures().units(), second.figures().units());
    }
    Order nearer = Order.of(columns, LatentFigures::distance);
    Order lower = Order.of(columns, LatentFigures::mse);
    String text =
        "Nearer to N(0, I): %s. Lower reconstruction error: %s."
            .formatted(nearer.text(), lower.text());
    return first.variational() == second.variational()
        ? text
        : text + besideLiterature(nearer, lower);
  }

  private String besideLiterature(Order nearer, Order lower) {
    List<String> unjudged =
        columns.stream()
            .filter(column -> new ColumnFindings(standardCoverage, column).training().isPresent())
            .map(ComparisonPage.Column::text)
            .toList();
    if (!unjudged.isEmpty()) {
      return " That says nothing of the two kinds, for %s cannot be judged yet."
          .formatted(String.join(" and ", unjudged));
    }
    if (nearer.isVariational() && lower.isPlain()) {
      return " So has the literature: the variational one gives up some of the error for its order.";
    }
    return " The literature has the variational one nearer and the plain one with the lower error:"
        + " here it is otherwise.";
  }

  /**
   * Which side has the lower figure.
   *
   * @param lower the side; empty where there is no difference worth the name
   * @param why empty where there is one
   */
  private record Order(Optional<ComparisonPage.Column> lower, String why) {
    static Order of(List<ComparisonPage.Column> columns, ToDoubleFunction<LatentFigures> figure) {
      double first = figure.applyAsDouble(columns.get(0).figures());
      double second = figure.applyAsDouble(columns.get(1).figures());
      if (!Double.isFinite(first) && !Double.isFinite(second)) {
        return new Order(Optional.empty(), "neither has a finite figure");
      }
      double apart = Math.abs(first - second);
      if (Double.isFinite(apart) && apart <= ALIKE * Math.max(first, second)) {
        return new Order(Optional.empty(), "neither, they are alike");
      }
      // One that is not a number is not lower.
      boolean isFirst = Double.compare(first, second) < 0;
      return new Order(Optional.of(columns.get(isFirst ? 0 : 1)), "");
    }

    boolean isVariational() {
      return lower.filter(ComparisonPage.Column::variational).isPresent();
    }

    boolean isPlain() {
      return lower.filter(column -> !column.variational()).isPresent();
    }

    String text() {
      return lower.map(ComparisonPage.Column::text).orElse(why);
    }
  }
}
