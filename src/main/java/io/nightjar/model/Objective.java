package io.nightjar.model;

import java.io.Serializable;
import java.util.Objects;

/**
 * What training minimizes: E_q[−log p(x|z)] + β KL(q(z|x) ‖ N(0, I)), in nats per image.
 *
 * @param likelihood p(x|z)
 * @param beta the weight of the KL term, 0 or more; 1 gives the ELBO. A plain autoencoder has no
 *     such term
 * @see <a href="https://openreview.net/forum?id=Sy2fzU9gl">Higgins et al. 2017, β-VAE, equation
 *     4</a>
 */
public record Objective(Likelihood likelihood, double beta) implements Serializable {
  public Objective {
    Objects.requireNonNull(likelihood, "likelihood");
    if (!(beta >= 0) || Double.isInfinite(beta)) {
      throw new IllegalArgumentException("beta: %s (expected 0 or more)".formatted(beta));
    }
  }
}
