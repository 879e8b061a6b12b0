package io.nightjar.evaluation;

import io.nightjar.CounterRandom;
import io.nightjar.bundle.Latents;
import io.nightjar.encoding.LatentEncoder;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.Targets;
import java.util.List;
import java.util.function.Consumer;

/**
 * Scores decoded images with a network. Error and cross-entropy are of the grey levels, as in an
 * embedding's row; the bounds are of the x that training explained, which for binarized targets is
 * drawn once by seed. Used by one thread.
 */
final class ScoreBatch {
  private static final int WHITE = 255;

  private final LatentEncoder network;
  private final Autoencoder model;
  private final long seed;
  private final ImportanceSamples samples;

  ScoreBatch(LatentEncoder network, Autoencoder model, EvaluateOptions options) {
    this.network = network;
    this.model = model;
    this.seed = options.seed();
    this.samples = new ImportanceSamples(network, model, options.importanceSamples(), seed);
  }

  /**
   * Scores some images.
   *
   * @param pixels uint8, images one after the other; what follows the last one is ignored
   * @param keys of the images, see {@link Draw#imageKey}
   * @param scored given each image's score as soon as it is known
   */
  void score(byte[] pixels, List<Long> keys, Consumer<ImageScore> scored) {
    Seen grey = see(pixels, keys.size());
    float[] errors = network.reconstructionErrors(pixels, grey.latents());
    Seen targets = binarized() ? see(binarize(pixels, keys), keys.size()) : grey;
    for (int i = 0; i < keys.size(); i++) {
      double entropy = model.likelihood().binary() ? grey.nats(i) : 0;
      scored.accept(
          model.latent().variational()
              ? variational(targets, i, keys.get(i), errors[i], entropy)
              : new ImageScore(
                  errors[i], entropy, targets.nats(i), 0, new double[0], new double[0]));
    }
  }

  private boolean binarized() {
    return model.objective().targets() == Targets.BINARIZED;
  }

  private Seen see(byte[] pixels, int count) {
    Latents latents = network.encode(pixels, count);
    return new Seen(pixels, latents, network.logits(latents.mean(), count));
  }

  private byte[] binarize(byte[] pixels, List<Long> keys) {
    int size = model.image().size();
    byte[] drawn = new byte[keys.size() * size];
    for (int i = 0; i < drawn.length; i++) {
      long key = Draw.BINARIZATION.key(seed, keys.get(i / size));
      double level = (pixels[i] & 0xff) / (double) WHITE;
      drawn[i] = (byte) (CounterRandom.uniform(key, i % size) < level ? WHITE : 0);
    }
    return drawn;
  }

  private ImageScore variational(Seen seen, int image, long key, double error, double entropy) {
    float[] mean = seen.latents().mean(image);
    float[] stddev = seen.latents().stddev(image);
    var bounds = samples.of(seen.levels(image), mean, stddev, key);
    double[] means = new double[mean.length];
    double[] kl = new double[mean.length];
    for (int unit = 0; unit < mean.length; unit++) {
      means[unit] = mean[unit];
      kl[unit] = kl(mean[unit], stddev[unit]);
    }
    return new ImageScore(
        error, entropy, bounds.reconstruction(), bounds.importanceWeighted(), kl, means);
  }

  /**
   * KL(N(μ, σ²) ‖ N(0, 1)) = ½ (μ² + σ² − 1 − log σ²).
   *
   * @see <a href="https://arxiv.org/abs/1312.6114">Kingma and Welling 2013, appendix B</a>
   */
  static double kl(double mean, double stddev) {
    return 0.5 * (mean * mean + stddev * stddev - 1) - Math.log(stddev);
  }

  /** Pixels that the encoder saw, what it said, and the decoder's answer to the means. */
  private final class Seen {
    private final byte[] pixels;
    private final Latents latents;
    private final float[] logits;

    Seen(byte[] pixels, Latents latents, float[] logits) {
      this.pixels = pixels;
      this.latents = latents;
      this.logits = logits;
    }

    Latents latents() {
      return latents;
    }

    /** −log p(x|z) at the mean. */
    double nats(int image) {
      return model.likelihood().nats(levels(image), logits, image);
    }

    /** One image in [0, 1]. */
    float[] levels(int image) {
      return GreyLevels.levels(pixels, image, model.image().size());
    }
  }
}
