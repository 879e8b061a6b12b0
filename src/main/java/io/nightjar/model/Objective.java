package io.nightjar.model;

import java.io.Serializable;
import java.util.Objects;

/**
 * What training minimizes: E_q[−log p(x|z)] + β KL(q(z|x) ‖ N(0, I)), in nats per image.
 *
 * @param likelihood p(x|z)
 * @param targets the x in it
 * @param kl the weight of the KL term; a plain autoencoder has no such term
 * @param freeBits nats of KL, for each image and latent unit, that cost nothing and so are not
 *     reduced any further; 0 or more
 * @param importanceSamples draws of z for each image in a training step: 1, or more for the tighter
 *     bound of {@link ImportanceWeightedLoss} in place of the ELBO; not with free bits
 */
public record Objective(
    Likelihood likelihood, Targets targets, KlWeight kl, double freeBits, int importanceSamples)
    implements Serializable {
  public Objective {
    Objects.requireNonNull(likelihood, "likelihood");
    Objects.requireNonNull(targets, "targets");
    Objects.requireNonNull(kl, "kl");
    if (!(freeBits >= 0) || Double.isInfinite(freeBits)) {
      throw new IllegalArgumentException("free-bits: %s (expected 0 or more)".formatted(freeBits));
    }
    if (importanceSamples < 1) {
      throw new IllegalArgumentException(
          "importance-samples: %d (expected 1 or more)".formatted(importanceSamples));
    }
    if (importanceSamples > 1 && freeBits > 0) {
      throw new IllegalArgumentException(
          "free-bits: %s (expected 0 where importance-samples is above 1)".formatted(freeBits));
    }
    if (targets == Targets.BINARIZED && !likelihood.binary()) {
      throw new IllegalArgumentException(
          "targets: binarized pixels need a bernoulli likelihood (expected grey)");
    }
  }

  /** With one draw of z for each image. */
  public Objective(Likelihood likelihood, Targets targets, KlWeight kl, double freeBits) {
    this(likelihood, targets, kl, freeBits, 1);
  }

  /** With a constant β, on grey levels. */
  public Objective(Likelihood likelihood, double beta) {
    this(likelihood, Targets.GREY, KlWeight.constant(beta), 0);
  }
}
