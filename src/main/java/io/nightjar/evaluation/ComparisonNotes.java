package io.nightjar.evaluation;

import java.util.List;

/**
 * What a comparison's page says above its sections, as far as that depends on what is compared.
 *
 * @param columns the two sides
 * @param findings of their figures
 */
record ComparisonNotes(List<ComparisonPage.Column> columns, ComparisonFindings findings) {
  private static final String PLAIN =
      " asked for one thing only, to give images back. Where in latent space %s puts them, how far"
          + " apart and with what between, nothing says.";

  private static final String VARIATIONAL =
      " asked to give images back, and that %s posteriors stay near N(0, I), so that latents drawn"
          + " from N(0, I) decode to images like those that it was trained on.";

  /** What sets the two apart, or what they have in common. */
  String introduction() {
    boolean first = columns.get(0).variational();
    if (first != columns.get(1).variational()) {
      return "A plain autoencoder is"
          + PLAIN.formatted("it")
          + " A variational one is"
          + VARIATIONAL.formatted("its")
          + " Each of the following sections is one way to see the difference.";
    }
    return first
        ? "Both are variational autoencoders. Each is" + VARIATIONAL.formatted("its")
        : "Both are plain autoencoders. Each is" + PLAIN.formatted("it");
  }

  /** How much of N(0, I) the circles hold, in as many dimensions as the maps have. */
  String circles() {
    boolean line = columns.stream().anyMatch(column -> column.figures().units() == 1);
    boolean plane = columns.stream().anyMatch(column -> column.figures().units() > 1);
    String inPlane = "39% of its draws lie within the inner and 86% within the outer";
    String onLine = "68% of its draws lie within the inner and 95% within the outer";
    if (line && plane) {
      return "The circles are N(0, I)'s: in a plane %s; of one latent %s."
          .formatted(inPlane, onLine);
    }
    return "The circles are N(0, I)'s: %s.".formatted(line ? onLine : inPlane);
  }

  /** What the two rows of samples are. */
  String samples() {
    return "Latents drawn at random and decoded. Above from N(0, I)%s; below from a Gaussian of the mean and covariance of the bundle's own latents, which has their scale and place, and none of their gaps."
        .formatted(isOneSize() ? ", the same draws left and right" : "");
  }

  /** What the lines are, and what to look for where they cross gaps. */
  String interpolations() {
    return "From the image at the left end of a row to the one at its right end, along a straight line between their latents."
        + (findings.hasGaps()
            ? " Where the line crosses a gap, look for images that are neither the one nor the other."
            : "");
  }

  /** How many numbers the images come back from. */
  String reconstructions() {
    int first = columns.get(0).figures().units();
    String numbers =
        isOneSize()
            ? numbers(first)
            : numbers(first) + " and " + numbers(columns.get(1).figures().units());
    return "Originals above, below them what comes back from %s: what is lost here is lost before any sampling."
        .formatted(numbers);
  }

  private static String numbers(int count) {
    return count == 1 ? "one number" : "%,d numbers".formatted(count);
  }

  private boolean isOneSize() {
    return columns.get(0).figures().units() == columns.get(1).figures().units();
  }
}
