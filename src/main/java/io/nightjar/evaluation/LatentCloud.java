package io.nightjar.evaluation;

import io.nightjar.CounterRandom;
import io.nightjar.InvalidInputException;
import io.nightjar.bundle.Latents;
import io.nightjar.encoding.LatentEncoder;
import io.nightjar.image.RasterImage;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where an encoder puts a set of images.
 *
 * @param latents of all of them, one image or more; every number is finite
 */
record LatentCloud(Latents latents) {
  private static final int BATCH = 128;

  /**
   * Encodes images.
   *
   * @throws InvalidInputException when the network overflows on one of them
   */
  static LatentCloud of(List<RasterImage> images, LatentEncoder network) {
    int size = 0;
    float[] mean = {};
    float[] stddev = {};
    for (int from = 0; from < images.size(); from += BATCH) {
      List<RasterImage> batch = images.subList(from, Math.min(from + BATCH, images.size()));
      Latents part = network.encode(pixels(batch), batch.size());
      requireFinite(part);
      if (from == 0) {
        size = part.size();
        mean = new float[images.size() * size];
        stddev = part.stddev() == null ? null : new float[mean.length];
      }
      System.arraycopy(part.mean(), 0, mean, from * size, part.mean().length);
      if (stddev != null) {
        System.arraycopy(part.stddev(), 0, stddev, from * size, part.stddev().length);
      }
    }
    return new LatentCloud(new Latents(images.size(), size, mean, stddev));
  }

  /** The images' values, one after the other. */
  static byte[] pixels(List<RasterImage> images) {
    int size = images.get(0).values().length;
    byte[] pixels = new byte[images.size() * size];
    for (int i = 0; i < images.size(); i++) {
      System.arraycopy(images.get(i).values(), 0, pixels, i * size, size);
    }
    return pixels;
  }

  private static void requireFinite(Latents latents) {
    if (!IntStream.range(0, latents.count()).allMatch(latents::finite)) {
      throw new InvalidInputException(
          "The bundle's latents of some images are not finite numbers: train again with a lower"
              + " training.learning-rate");
    }
  }

  int count() {
    return latents.count();
  }

  int size() {
    return latents.size();
  }

  /** The posterior's mean of an image, or its point of a plain autoencoder. */
  float at(int image, int unit) {
    return latents.mean()[image * size() + unit];
  }

  /** Mean of a unit over the images. */
  double mean(int unit) {
    return IntStream.range(0, count()).mapToDouble(image -> at(image, unit)).sum() / count();
  }

  /** Deviation of a unit over the images, of their posterior means. */
  double stddev(int unit) {
    double mean = mean(unit);
    double squares =
        IntStream.range(0, count()).mapToDouble(i -> Math.pow(at(i, unit) - mean, 2)).sum();
    return Math.sqrt(squares / count());
  }

  /** Mean over the images of the posterior's variance in a unit; 0 for a plain autoencoder. */
  double posteriorVariance(int unit) {
    float[] stddev = latents.stddev();
    return stddev == null
        ? 0
        : IntStream.range(0, count())
                .mapToDouble(image -> Math.pow(stddev[image * size() + unit], 2))
                .sum()
            / count();
  }

  /** Deviation of a unit over the images, of their posteriors together. */
  double spread(int unit) {
    return Math.sqrt(Math.pow(stddev(unit), 2) + posteriorVariance(unit));
  }

  /** Mean over the images of KL(q(z|x) ‖ N(0, I)) in nats; not a number for a plain autoencoder. */
  double kl() {
    float[] stddev = latents.stddev();
    if (stddev == null) {
      return Double.NaN;
    }
    double sum = 0;
    for (int i = 0; i < stddev.length; i++) {
      sum += ScoreBatch.kl(latents.mean()[i], stddev[i]);
    }
    return sum / count();
  }

  /** A draw from each image's posterior; of a plain autoencoder the points as they are. */
  LatentCloud drawn(long seed) {
    if (latents.stddev() == null) {
      return this;
    }
    float[] drawn = latents.mean().clone();
    float[] epsilon = new float[size()];
    for (int image = 0; image < count(); image++) {
      CounterRandom.gaussians(epsilon, 0, size(), Draw.POSTERIOR_DRAW.key(seed, image));
      for (int unit = 0; unit < size(); unit++) {
        int i = image * size() + unit;
        drawn[i] += latents.stddev()[i] * epsilon[unit];
      }
    }
    return new LatentCloud(new Latents(count(), size(), drawn, null));
  }
}
