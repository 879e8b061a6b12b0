package io.nightjar.evaluation;

import io.nightjar.bundle.EmbeddingFigures;
import io.nightjar.bundle.Latents;
import io.nightjar.encoding.LatentEncoder;
import io.nightjar.image.RasterImage;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a bundle makes of some images' latents, in figures.
 *
 * @param mse of the reconstructions, per pixel value, pixels in [0, 1]
 * @param means of each unit over the images
 * @param stddevs of each unit over the images, of the posteriors' means
 * @param spreads of each unit over the images, of their posteriors together: how wide the aggregate
 *     posterior is; of a plain autoencoder the same as {@code stddevs}
 * @param kl mean over the images of KL(q(z|x) ‖ N(0, I)), nats; not a number if it is plain
 * @param coverage of |z| ≤ 2 by draws from the posteriors, one an image; see {@link GridCoverage}
 * @param ownCoverage the same once each axis is centred and scaled to deviation 1, by which the
 *     scale no longer counts and only gaps and shape do; neither is a number for one latent, which
 *     makes no plane
 * @param distance KL of the aggregate posterior's Gaussian from N(0, I), nats
 */
record LatentFigures(
    double mse,
    List<Double> means,
    List<Double> stddevs,
    List<Double> spreads,
    double kl,
    double coverage,
    double ownCoverage,
    double distance) {
  private static final int BATCH = 128;

  public LatentFigures {
    means = List.copyOf(means);
    stddevs = List.copyOf(stddevs);
    spreads = List.copyOf(spreads);
  }

  /**
   * @param cloud of {@code images}
   * @param seed of the draws from the posteriors
   */
  static LatentFigures of(
      List<RasterImage> images, LatentCloud cloud, LatentEncoder network, long seed) {
    LatentCloud drawn = cloud.drawn(seed);
    PlanePoints points = LatentPlane.of(cloud).points(drawn);
    return new LatentFigures(
        mse(images, network),
        IntStream.range(0, cloud.size()).mapToObj(cloud::mean).toList(),
        IntStream.range(0, cloud.size()).mapToObj(cloud::stddev).toList(),
        IntStream.range(0, cloud.size()).mapToObj(cloud::spread).toList(),
        cloud.kl(),
        cloud.size() == 1 ? Double.NaN : GridCoverage.of(points),
        cloud.size() == 1 ? Double.NaN : GridCoverage.of(points.standardized()),
        FittedGaussian.of(cloud).klFromStandard());
  }

  int units() {
    return stddevs.size();
  }

  /** Whether a unit of a variational bundle tells these images apart. */
  boolean isInUse(int unit) {
    return EmbeddingFigures.isInUse(stddevs.get(unit));
  }

  private static double mse(List<RasterImage> images, LatentEncoder network) {
    double sum = 0;
    for (int from = 0; from < images.size(); from += BATCH) {
      List<RasterImage> batch = images.subList(from, Math.min(from + BATCH, images.size()));
      byte[] pixels = LatentCloud.pixels(batch);
      Latents latents = network.encode(pixels, batch.size());
      for (float error : network.reconstructionErrors(pixels, latents)) {
        sum += error;
      }
    }
    return sum / images.size();
  }

  /** What as many points drawn from N(0, I) itself would cover of |z| ≤ 2. */
  static double coverageOfStandard(int count, long seed) {
    var standard = new StandardGaussian();
    double[] x = new double[count];
    double[] y = new double[count];
    for (int i = 0; i < count; i++) {
      float[] point = standard.draw(2, seed, i);
      x[i] = point[0];
      y[i] = point[1];
    }
    return GridCoverage.of(new PlanePoints(x, y));
  }
}
