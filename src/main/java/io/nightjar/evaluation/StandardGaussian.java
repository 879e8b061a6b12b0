package io.nightjar.evaluation;

import io.nightjar.CounterRandom;

/** N(0, I), the prior that a variational autoencoder is trained with. */
public record StandardGaussian() implements LatentDistribution {
  @Override
  public String text() {
    return "N(0, I), a variational autoencoder's prior";
  }

  @Override
  public float[] draw(int size, long seed, int index) {
    float[] latent = new float[size];
    CounterRandom.gaussians(latent, 0, size, Draw.PRIOR_SAMPLE.key(seed, index));
    return latent;
  }
}
