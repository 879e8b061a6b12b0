package io.nightjar.evaluation;

import io.nightjar.CounterRandom;
import io.nightjar.InvalidInputException;
import io.nightjar.bundle.Bundle;
import io.nightjar.encoding.LatentEncoder;
import io.nightjar.image.RasterImage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Images that the decoder makes of z ~ N(0, I), the prior: the mean of p(x|z) for each.
 *
 * @param count images, 1 to {@value Picture#MAX_IMAGES}
 * @param seed of z; sample i depends on the seed and i alone
 * @see <a href="https://arxiv.org/abs/1312.6114">Kingma and Welling 2013, figure 5</a>
 */
public record Samples(int count, long seed) implements Picture {
  private static final String TITLE = "Samples from the prior.";

  public Samples {
    if (count < 1 || count > Picture.MAX_IMAGES) {
      throw new IllegalArgumentException(
          "count: %d (expected 1 to %d)".formatted(count, Picture.MAX_IMAGES));
    }
  }

  @Override
  public PictureSheet draw(Bundle bundle, LatentEncoder network) {
    if (!bundle.autoencoder().latent().variational()) {
      throw new InvalidInputException(
          "generate.kind=samples needs a variational bundle, and this one is a plain autoencoder,"
              + " whose latents follow no known distribution: draw reconstructions, or train with"
              + " model.variational=true");
    }
    List<List<RasterImage>> rows = new ArrayList<>();
    for (int from = 0; from < count; from += COLUMNS) {
      IntStream row = IntStream.range(from, Math.min(from + COLUMNS, count));
      rows.add(row.mapToObj(index -> sample(index, bundle, network)).toList());
    }
    return new PictureSheet(TITLE, rows, rows.size());
  }

  private RasterImage sample(int index, Bundle bundle, LatentEncoder network) {
    float[] latent = new float[bundle.autoencoder().latent().size()];
    CounterRandom.gaussians(latent, 0, latent.length, seed, index);
    return GreyLevels.of(network.decode(latent, 1), bundle.autoencoder().image());
  }
}
