package io.nightjar.bundle;

import java.util.Objects;

/**
 * Whether a network has learnt anything that its vectors could tell: it is held against what needs
 * no training. What is not known is null: where no images were held out, in bundles of older
 * formats, and the units of a plain autoencoder, which no prior holds to a scale.
 *
 * @param nats what held-out images cost, nats an image
 * @param meanImageNats what they would cost if the mean training image were given for each of them
 * @param unitsInUse latent numbers that tell images apart
 * @param units all latent numbers
 * @param steps minibatches that each worker had, about; 0 where the manifest does not tell
 */
public record LearningVerdict(
    Double nats, Double meanImageNats, Integer unitsInUse, int units, long steps) {
  /** Fewer than these, and most networks have hardly left the mean image behind. */
  public static final long FEW_STEPS = 200;

  static LearningVerdict of(BundleManifest manifest) {
    Provenance provenance = manifest.provenance();
    EmbeddingFigures figures = manifest.trainingFigures();
    boolean isJudged = figures != null && manifest.autoencoder().latent().variational();
    return new LearningVerdict(
        provenance.metrics() == null ? null : provenance.metrics().trained(),
        provenance.meanImageNats(),
        isJudged ? figures.unitsInUse() : null,
        manifest.autoencoder().latent().size(),
        steps(provenance));
  }

  private static long steps(Provenance provenance) {
    Provenance.Training run = provenance.training();
    long examplesOfStep = (long) run.batchSize() * run.workers();
    long before = 0;
    long steps = 0;
    for (Provenance.Epoch epoch : provenance.history()) {
      steps += roundedUp(epoch.examples() - before, examplesOfStep);
      before = epoch.examples();
    }
    return steps;
  }

  /** An epoch's last minibatch is smaller, and may be the only one. */
  private static long roundedUp(long examples, long examplesOfStep) {
    return (examples + examplesOfStep - 1) / examplesOfStep;
  }

  /** Whether it says no more of held-out images than their mean does. */
  public boolean isNoBetterThanMeanImage() {
    return isCompared() && nats >= meanImageNats;
  }

  /** Whether the decoder has learnt to do without the latents, so that all vectors are alike. */
  public boolean hasCollapsed() {
    return Objects.equals(unitsInUse, 0);
  }

  /** Whether it has had fewer steps than networks need; not where the manifest does not tell. */
  public boolean isShort() {
    return steps > 0 && steps < FEW_STEPS;
  }

  /** Whether it was held against the mean image. */
  public boolean isCompared() {
    return nats != null && meanImageNats != null;
  }
}
