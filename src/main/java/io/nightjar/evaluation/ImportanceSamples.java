package io.nightjar.evaluation;

import io.nightjar.CounterRandom;
import io.nightjar.encoding.LatentEncoder;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.LogMeanExp;

/**
 * Draws z from an image's posterior and weighs how well each explains it: the ELBO's reconstruction
 * term, and the bound of K samples, −log (1/K Σ p(x|z) p(z) / q(z|x)).
 *
 * @see <a href="https://arxiv.org/abs/1509.00519">Burda et al. 2015, equation 8</a>
 */
final class ImportanceSamples {
  /** Latents decoded at once, at most. */
  private static final int MOST_LATENTS = 256;

  /** Floats of one decoder output, at most: 8 MB, of which a likelihood may hold three copies. */
  private static final int MOST_LOGITS = 1 << 21;

  private final LatentEncoder network;
  private final Autoencoder model;
  private final long seed;
  private final double[] logWeights;
  private final int chunk;
  private final float[] latents;

  /**
   * @param samples K, 1 or more
   */
  ImportanceSamples(LatentEncoder network, Autoencoder model, int samples, long seed) {
    this.network = network;
    this.model = model;
    this.seed = seed;
    int logits = model.likelihood().depth() * model.image().size();
    logWeights = new double[samples];
    chunk = chunk(samples, Math.max(1, Math.min(MOST_LATENTS, MOST_LOGITS / logits)));
    latents = new float[chunk * model.latent().size()];
  }

  /** As few chunks as there can be, of one size: kernels are made for a size. */
  static int chunk(int samples, int most) {
    int chunks = (samples + most - 1) / most;
    return (samples + chunks - 1) / chunks;
  }

  /**
   * Weighs one image.
   *
   * @param x its pixels in [0, 1]
   * @param mean of q(z|x)
   * @param stddev of q(z|x)
   * @param image names the image in the draws' keys
   */
  Bounds of(float[] x, float[] mean, float[] stddev, long image) {
    double nats = 0;
    double logStddev = 0;
    for (float sigma : stddev) {
      logStddev += Math.log(sigma);
    }
    for (int from = 0; from < logWeights.length; from += chunk) {
      int count = Math.min(chunk, logWeights.length - from);
      for (int i = 0; i < count; i++) {
        logWeights[from + i] = logStddev + draw(i, from + i, mean, stddev, image);
      }
      double[] samples = model.likelihood().natsOfOne(x, network.logits(latents, count), count);
      for (int i = 0; i < count; i++) {
        nats += samples[i];
        logWeights[from + i] -= samples[i];
      }
    }
    return new Bounds(nats / logWeights.length, -LogMeanExp.of(logWeights));
  }

  /**
   * Draws sample k's z into {@code latents}; gives log p(z) − log q(z|x) less Σ log σ, in which the
   * 2π of both cancel: Σ ½ (ε² − z²).
   */
  private double draw(int place, int k, float[] mean, float[] stddev, long image) {
    int offset = place * mean.length;
    CounterRandom.gaussians(latents, offset, mean.length, Draw.EPSILON.key(seed, image), k);
    double logRatio = 0;
    for (int unit = 0; unit < mean.length; unit++) {
      double epsilon = latents[offset + unit];
      double z = mean[unit] + stddev[unit] * epsilon;
      logRatio += 0.5 * (epsilon * epsilon - z * z);
      latents[offset + unit] = (float) z;
    }
    return logRatio;
  }

  /**
   * What an image's samples say.
   *
   * @param reconstruction E_q[−log p(x|z)], nats
   * @param importanceWeighted the bound on −log p(x), nats
   */
  record Bounds(double reconstruction, double importanceWeighted) {}
}
