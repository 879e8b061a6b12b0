package io.nightjar.job;

import io.nightjar.bundle.LearningVerdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether a bundle has learnt anything, in the words of every command that makes or uses one. */
record VerdictText(LearningVerdict verdict) {
  /** One line where its vectors tell next to nothing: why, and what to change. */
  Optional<String> warning(String bundle) {
    if (verdict.isNoBetterThanMeanImage()) {
      return Optional.of(
          "Warning: %s has learnt nothing%s: %s, so its vectors tell next to nothing; train it anew"
                  .formatted(bundle, inSteps(), costs())
              + " with more training.epochs, a smaller training.batch-size or more images");
    }
    if (verdict.hasCollapsed()) {
      return Optional.of(
          "Warning: %s does not use its latents: none of %d differs from image to image (posterior"
                  .formatted(bundle, verdict.units())
              + " collapse), so its vectors tell next to nothing; train it anew with model.beta-warmup"
              + " or a smaller model.beta, or for more training.epochs");
    }
    return Optional.empty();
  }

  private String inSteps() {
    return verdict.steps() == 0 ? "" : String.format(Locale.ROOT, " in %,d steps", verdict.steps());
  }

  /** What is known of it, in one line. */
  Optional<String> summary() {
    List<String> parts = new ArrayList<>();
    if (verdict.isCompared()) {
      parts.add(costs());
    }
    if (verdict.unitsInUse() != null) {
      parts.add("latents in use: %d of %d".formatted(verdict.unitsInUse(), verdict.units()));
    }
    return parts.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", parts));
  }

  private String costs() {
    return String.format(
        Locale.ROOT,
        "%s nats a held-out image, where the mean image for every one costs %s",
        digits(verdict.nats()),
        digits(verdict.meanImageNats()));
  }

  /** As many as tell the two apart. */
  private String digits(double nats) {
    double apart = Math.abs(verdict.nats() - verdict.meanImageNats());
    return String.format(Locale.ROOT, apart < 1 ? "%,.2f" : apart < 10 ? "%,.1f" : "%,.0f", nats);
  }
}
