package io.nightjar.evaluation;

/** What samples are drawn from. */
public sealed interface LatentDistribution permits StandardGaussian, FittedGaussian {
  /** As it is called in a sentence. */
  String text();

  /**
   * Draws a latent vector.
   *
   * @param size of the latent
   * @param seed of all the draws
   * @param index of this one, which depends on the seed and it alone
   */
  float[] draw(int size, long seed, int index);
}
