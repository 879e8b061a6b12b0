package io.nightjar.evaluation;

import java.util.List;
import java.util.Optional;

/**
 * What probing came to.
 *
 * @param accuracies with nulls for what was left out
 * @param fitImages that PCA and probes were fitted on
 * @param measuredImages that they were measured on
 * @param omission what was left out and why, in one line; null if nothing was
 */
record Probed(ProbeAccuracies accuracies, long fitImages, long measuredImages, String omission) {

  static Probed leftOut(String why) {
    return new Probed(
        ProbeAccuracies.NONE, 0, 0, "PCA and probes were left out: %s".formatted(why));
  }

  Probed because(String why) {
    return new Probed(
        accuracies, fitImages, measuredImages, "Probes were left out: %s".formatted(why));
  }

  /**
   * With all the probes' accuracies.
   *
   * @param of by latents, components and pixels, for each the neighbours' and the linear one
   */
  Probed with(List<Double> of) {
    return new Probed(
        new ProbeAccuracies(
            accuracies.pcaMse(), of.get(0), of.get(1), of.get(2), of.get(3), of.get(4), of.get(5)),
        fitImages,
        measuredImages,
        null);
  }

  /** Where a linear probe of so many classes was too large. */
  Probed withoutLinear(int classes) {
    return new Probed(
        accuracies,
        fitImages,
        measuredImages,
        "Linear probes of %d classes were left out where they are too large".formatted(classes));
  }

  Optional<String> omitted() {
    return Optional.ofNullable(omission);
  }
}
